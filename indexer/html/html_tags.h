/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The elements of HTML that matter to us, and what kind of thing each is. */
#ifndef TV_HTML_TAGS_H
#define TV_HTML_TAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum html_kind {
    HTML_BLOCK = 1,     /* begins and ends a paragraph */
    HTML_VOID = 2,      /* has no end tag */
    HTML_RAW = 4,       /* what is in it is no markup */
    HTML_HIDDEN = 8,    /* what is in it is not for reading: scripts, form controls */
    HTML_CLOSES_P = 16, /* cannot stand in a p: ends it */
    HTML_SCOPE = 32,    /* an end tag of something outside does not reach in */
    HTML_LIST = 64,     /* its items end each other, but not those of lists around it */
};

/* name, kinds */
#define HTML_TAGS(X)                                    \
    X(a, 0)                                             \
    X(address, HTML_BLOCK | HTML_CLOSES_P)              \
    X(applet, HTML_HIDDEN)                              \
    X(area, HTML_VOID)                                  \
    X(article, HTML_BLOCK | HTML_CLOSES_P)              \
    X(aside, HTML_BLOCK | HTML_CLOSES_P)                \
    X(audio, HTML_HIDDEN)                               \
    X(b, 0)                                             \
    X(base, HTML_VOID)                                  \
    X(blockquote, HTML_BLOCK | HTML_CLOSES_P)           \
    X(body, HTML_BLOCK)                                 \
    X(br, HTML_VOID)                                    \
    X(button, HTML_HIDDEN)                              \
    X(canvas, HTML_HIDDEN)                              \
    X(caption, HTML_BLOCK | HTML_SCOPE)                 \
    X(center, HTML_BLOCK | HTML_CLOSES_P)               \
    X(col, HTML_VOID)                                   \
    X(colgroup, HTML_BLOCK)                             \
    X(datalist, HTML_HIDDEN)                            \
    X(dd, HTML_BLOCK | HTML_CLOSES_P)                   \
    X(details, HTML_BLOCK | HTML_CLOSES_P)              \
    X(dialog, HTML_BLOCK | HTML_CLOSES_P)               \
    X(dir, HTML_BLOCK | HTML_CLOSES_P | HTML_LIST)      \
    X(div, HTML_BLOCK | HTML_CLOSES_P)                  \
    X(dl, HTML_BLOCK | HTML_CLOSES_P | HTML_LIST)       \
    X(dt, HTML_BLOCK | HTML_CLOSES_P)                   \
    X(embed, HTML_VOID)                                 \
    X(fieldset, HTML_BLOCK | HTML_CLOSES_P)             \
    X(figcaption, HTML_BLOCK | HTML_CLOSES_P)           \
    X(figure, HTML_BLOCK | HTML_CLOSES_P)               \
    X(footer, HTML_BLOCK | HTML_CLOSES_P)               \
    X(form, HTML_BLOCK | HTML_CLOSES_P)                 \
    X(frame, HTML_VOID)                                 \
    X(frameset, HTML_BLOCK)                             \
    X(h1, HTML_BLOCK | HTML_CLOSES_P)                   \
    X(h2, HTML_BLOCK | HTML_CLOSES_P)                   \
    X(h3, HTML_BLOCK | HTML_CLOSES_P)                   \
    X(h4, HTML_BLOCK | HTML_CLOSES_P)                   \
    X(h5, HTML_BLOCK | HTML_CLOSES_P)                   \
    X(h6, HTML_BLOCK | HTML_CLOSES_P)                   \
    X(head, HTML_BLOCK)                                 \
    X(header, HTML_BLOCK | HTML_CLOSES_P)               \
    X(hgroup, HTML_BLOCK | HTML_CLOSES_P)               \
    X(hr, HTML_BLOCK | HTML_VOID | HTML_CLOSES_P)       \
    X(html, HTML_BLOCK | HTML_SCOPE)                    \
    X(iframe, HTML_RAW | HTML_HIDDEN)                   \
    X(img, HTML_VOID)                                   \
    X(input, HTML_VOID)                                 \
    X(legend, HTML_BLOCK)                               \
    X(li, HTML_BLOCK | HTML_CLOSES_P)                   \
    X(link, HTML_VOID)                                  \
    X(listing, HTML_BLOCK | HTML_CLOSES_P)              \
    X(main, HTML_BLOCK | HTML_CLOSES_P)                 \
    X(map, 0)                                           \
    X(menu, HTML_BLOCK | HTML_CLOSES_P | HTML_LIST)     \
    X(meta, HTML_VOID)                                  \
    X(nav, HTML_BLOCK | HTML_CLOSES_P)                  \
    X(noembed, HTML_RAW | HTML_HIDDEN)                  \
    X(noframes, HTML_BLOCK | HTML_HIDDEN)               \
    X(noscript, HTML_HIDDEN)                            \
    X(object, HTML_SCOPE)                               \
    X(ol, HTML_BLOCK | HTML_CLOSES_P | HTML_LIST)       \
    X(optgroup, HTML_HIDDEN)                            \
    X(option, HTML_HIDDEN)                              \
    X(p, HTML_BLOCK | HTML_CLOSES_P)                    \
    X(param, HTML_VOID)                                 \
    X(plaintext, HTML_BLOCK | HTML_RAW | HTML_CLOSES_P) \
    X(pre, HTML_BLOCK | HTML_CLOSES_P)                  \
    X(rp, HTML_HIDDEN)                                  \
    X(rt, HTML_HIDDEN)                                  \
    X(script, HTML_RAW | HTML_HIDDEN)                   \
    X(search, HTML_BLOCK | HTML_CLOSES_P)               \
    X(section, HTML_BLOCK | HTML_CLOSES_P)              \
    X(select, HTML_HIDDEN)                              \
    X(source, HTML_VOID)                                \
    X(span, 0)                                          \
    X(style, HTML_RAW | HTML_HIDDEN)                    \
    X(summary, HTML_BLOCK | HTML_CLOSES_P)              \
    X(svg, HTML_HIDDEN)                                 \
    X(table, HTML_BLOCK | HTML_SCOPE)                   \
    X(tbody, HTML_BLOCK)                                \
    X(td, HTML_BLOCK | HTML_SCOPE)                      \
    X(template, HTML_HIDDEN | HTML_SCOPE)               \
    X(textarea, HTML_RAW | HTML_HIDDEN)                 \
    X(tfoot, HTML_BLOCK)                                \
    X(th, HTML_BLOCK | HTML_SCOPE)                      \
    X(thead, HTML_BLOCK)                                \
    X(time, 0)                                          \
    X(title, HTML_RAW | HTML_HIDDEN)                    \
    X(tr, HTML_BLOCK)                                   \
    X(track, HTML_VOID)                                 \
    X(ul, HTML_BLOCK | HTML_CLOSES_P | HTML_LIST)       \
    X(video, HTML_HIDDEN)                               \
    X(wbr, HTML_VOID)                                   \
    X(xmp, HTML_BLOCK | HTML_RAW | HTML_CLOSES_P)

enum html_tag {
    HTML_OTHER, /* any element that is not in the table: in a line, as a span is */
#define HTML_ENUM(name, kinds) HTML_##name,
    HTML_TAGS(HTML_ENUM)
#undef HTML_ENUM
        HTML_TAG_COUNT
};

/* The tag of that name (n bytes, any case), or HTML_OTHER. */
enum html_tag html_tag_of(const char *name, size_t n);

unsigned html_kinds(enum html_tag tag); /* of enum html_kind, or-ed */

static inline bool html_is_heading(enum html_tag tag)
{
    return tag >= HTML_h1 && tag <= HTML_h6;
}

#endif
