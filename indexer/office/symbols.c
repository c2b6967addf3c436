/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Symbol fonts (symbols.h): all of Symbol that has a character in Unicode, and those of Wingdings
 * that say something: boxes, ticks and arrows. */
#include "symbols.h"

#include <stddef.h>
#include <strings.h>

static const char *const symbol_low[] = {
    " ", "!", "∀", "#", "∃", "%", "&", "∋", "(", ")", "∗", "+", ",", "−", ".", "/",
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", ":", ";", "<", "=", ">", "?",
    "≅", "Α", "Β", "Χ", "Δ", "Ε", "Φ", "Γ", "Η", "Ι", "ϑ", "Κ", "Λ", "Μ", "Ν", "Ο",
    "Π", "Θ", "Ρ", "Σ", "Τ", "Υ", "ς", "Ω", "Ξ", "Ψ", "Ζ", "[", "∴", "]", "⊥", "_",
    "",  "α", "β", "χ", "δ", "ε", "φ", "γ", "η", "ι", "ϕ", "κ", "λ", "μ", "ν", "ο",
    "π", "θ", "ρ", "σ", "τ", "υ", "ϖ", "ω", "ξ", "ψ", "ζ", "{", "|", "}", "∼", "",
};

static const char *const symbol_high[] = {
    "€", "ϒ",  "′", "≤", "⁄", "∞", "ƒ", "♣", "♦", "♥", "♠", "↔", "←", "↑", "→", "↓",
    "°", "±",  "″", "≥", "×", "∝", "∂", "•", "÷", "≠", "≡", "≈", "…", "",  "",  "↵",
    "ℵ", "ℑ",  "ℜ", "℘", "⊗", "⊕", "∅", "∩", "∪", "⊃", "⊇", "⊄", "⊂", "⊆", "∈", "∉",
    "∠", "∇",  "®", "©", "™", "∏", "√", "⋅", "¬", "∧", "∨", "⇔", "⇐", "⇑", "⇒", "⇓",
    "◊", "〈", "®", "©", "™", "∑", "",  "",  "",  "",  "",  "",  "",  "",  "",  "",
    "",  "〉", "∫", "⌠", "",  "⌡", "",  "",  "",  "",  "",  "",  "",  "",  "",  "",
};

static const struct {
    unsigned code;
    const char *text;
} wingdings[] = {
    {0x6F, "☐"}, {0x71, "☐"}, {0xA8, "☐"}, {0xDF, "←"}, {0xE0, "→"},
    {0xFB, "✗"}, {0xFC, "✓"}, {0xFD, "☒"}, {0xFE, "☑"},
};

bool tv_symbol_font(const char *font)
{
    return font && (strcasecmp(font, "Symbol") == 0 || strncasecmp(font, "Wingdings", 9) == 0);
}

const char *tv_symbol_char(const char *font, unsigned code)
{
    code &= 0xFF;
    if (font && strcasecmp(font, "Symbol") == 0) {
        return code >= 0xA0                  ? symbol_high[code - 0xA0]
               : code >= 0x20 && code < 0x80 ? symbol_low[code - 0x20]
                                             : "";
    }
    for (size_t i = 0; font && i < sizeof wingdings / sizeof *wingdings; i++) {
        if (strcasecmp(font, "Wingdings") == 0 && wingdings[i].code == code)
            return wingdings[i].text;
    }
    return "";
}
