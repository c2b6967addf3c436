/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Mail as containers (walk.h): the messages of a mailbox are its members, named by their number; a
 * message is a member itself, and its attachments are members below it. */
#include "mail.h"
#include "walk.h"

#include <stdio.h>
#include <stdlib.h>

static bool walk_mailbox(struct tv_walk *w, const struct tv_member *file,
                         struct tv_walk_container *c, unsigned depth)
{
    const char *parent = c->path;
    const uint8_t *bytes;
    struct tv_error why;
    size_t at = 0, size;
    bool go_on = true;
    for (unsigned number = 1; go_on; number++) {
        if (!tv_walk_may_step(w, c, &why))
            return tv_walk_broken(w, parent, &why);
        if (!tv_mailbox_next(file, &at, &bytes, &size))
            break;
        if (!tv_walk_count(w))
            continue;
        char name[16];
        snprintf(name, sizeof name, "%04u", number);
        char *path = tv_walk_path(w, parent, name);
        struct tv_member message = {.path = path,
                                    .bytes = bytes,
                                    .size = size,
                                    .mtime = file->mtime,
                                    .content_type = "message/rfc822"};
        if (!tv_walk_fits(w, size, &why)) {
            go_on = tv_walk_refuse(w, path, why.code, why.message);
        } else {
            tv_walk_charge(w, size);
            go_on = tv_walk_file(w, &message, path, depth);
        }
        free(path);
    }
    return go_on;
}

static bool give_attachment(struct tv_walk *w, const struct tv_member *mail,
                            const struct tv_mail_part *part, unsigned depth)
{
    struct tv_error why;
    char *path = tv_walk_path(w, mail->path, part->name);
    struct tv_buffer content = {0};
    bool go_on;
    tv_mail_content(part, &content);
    tv_buffer_add(&content, "", 0);
    struct tv_member member = {.path = path,
                               .bytes = (const uint8_t *)content.data,
                               .size = content.size,
                               .mtime = mail->mtime,
                               .content_type = part->content_type};
    if (!tv_walk_fits(w, content.size, &why)) {
        go_on = tv_walk_refuse(w, path, why.code, why.message);
    } else {
        tv_walk_charge(w, content.size);
        go_on = tv_walk_file(w, &member, path, depth + 1);
    }
    tv_buffer_finish(&content);
    free(path);
    return go_on;
}

static bool walk_message(struct tv_walk *w, const struct tv_member *file,
                         struct tv_walk_container *c, unsigned depth)
{
    struct tv_mail mail = {0};
    struct tv_error why;
    bool go_on = tv_walk_give(w, file, NULL);
    if (go_on && !tv_walk_may_step(w, c, &why))
        return tv_walk_broken(w, c->path, &why);
    if (go_on && !tv_mail_read(file->bytes, file->size, &mail))
        return true; /* it was given, and is refused when it is parsed */
    for (size_t i = 0; go_on && i < mail.n_parts; i++) {
        if (mail.parts[i].role != TV_MAIL_ATTACHMENT)
            continue;
        if (!tv_walk_may_step(w, c, &why)) {
            go_on = tv_walk_broken(w, c->path, &why);
            break;
        }
        if (tv_walk_count(w) && depth < w->limits->depth)
            go_on = give_attachment(w, file, &mail.parts[i], depth);
    }
    tv_mail_finish(&mail);
    return go_on;
}

bool tv_walk_mail(struct tv_walk *w, const struct tv_member *file, struct tv_walk_container *c,
                  unsigned depth)
{
    return (tv_is_mailbox(file) ? walk_mailbox : walk_message)(w, file, c, depth);
}
