/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What libxapian itself writes: the one place where the loader asks it. No exception leaves this file.
 */
#include <xapian.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <unistd.h>

extern "C" {
#include "version.h"
}

static bool compare(const std::string &path, xb_error *error)
{
    unsigned char found[XB_MAGIC] = {0};
    Xapian::WritableDatabase(path,
                             Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS | Xapian::DB_NO_SYNC)
        .close();
    FILE *file = std::fopen((path + "/iamglass").c_str(), "rb");
    size_t size = file ? std::fread(found, 1, sizeof found, file) : 0;
    if (file)
        std::fclose(file);
    if (size == sizeof found && !std::memcmp(found, xb_magic, sizeof found))
        return true;
    return xb_fail(error, XB_VERSION,
                   "libxapian %s writes a format that the bulk loader does not know",
                   Xapian::version_string());
}

static void remove(const std::string &path)
{
    for (const char *name : {"docdata.glass", "flintlock", "iamglass", "position.glass",
                             "postlist.glass", "spelling.glass", "synonym.glass", "termlist.glass"})
        unlink((path + "/" + name).c_str());
    rmdir(path.c_str());
}

extern "C" bool xb_version_probe(const char *directory, xb_error *error)
{
    std::string path;
    bool known;
    try {
        path = std::string(directory) + "/probe.XXXXXX";
        if (!mkdtemp(path.data()))
            return xb_fail_system(error, directory, "make a directory in it");
        known = compare(path, error);
    } catch (const Xapian::Error &caught) {
        known = xb_fail(error, XB_VERSION, "libxapian %s makes no glass database: %.300s",
                        Xapian::version_string(), caught.get_description().c_str());
    } catch (...) {
        known = xb_fail_memory(error);
    }
    remove(path);
    return known;
}
