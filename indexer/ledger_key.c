/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The ledger's keys (ledger.h); by themselves, so that who only reads it links no libcrypto. */
#include "ledger.h"

#include "corpus/document.h"

#include <openssl/evp.h>
#include <string.h>

void tv_ledger_key(const char *path, char ret_key[TV_KEY_SIZE + 1])
{
    uint8_t digest[32];
    EVP_Digest(path, strlen(path), digest, NULL, EVP_sha256(), NULL);
    tv_hex(digest, TV_KEY_SIZE / 2, ret_key);
}
