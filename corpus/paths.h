/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Paths: where the index is, and where the other programs of Travaux are. */
#ifndef TV_PATHS_H
#define TV_PATHS_H

/* The index that is meant: `option` (NULL: not given), else $TRAVAUX_INDEX, else
 * $XDG_DATA_HOME/travaux/index, else ~/.local/share/travaux/index. To be freed. */
char *tv_index_path(const char *option);

/* The program of this name: beside the running one, or where a build has it ("../indexer/NAME").
 * To be freed; the name alone if neither is there. */
char *tv_program_path(const char *name);

/* What is installed of this name in Travaux's folder of data, "../share/travaux/NAME" from where
 * the running program is, or what a build has, "../corpus/NAME". To be freed; NULL where there is
 * none. */
char *tv_data_path(const char *name);

/* $XDG_CONFIG_HOME/travaux/NAME, else ~/.config/travaux/NAME, whether it is there or not. To be
 * freed; NULL without a home. */
char *tv_config_path(const char *name);

#endif
