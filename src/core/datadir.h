/**
 * Where the tables and rules that come with the program stand.
 */
#ifndef AL_CORE_DATADIR_H
#define AL_CORE_DATADIR_H

#include <stddef.h>

/**
 * Path of a data file that comes with the program, named as in the checkout:
 * "grids/tables/landuse.csv". Looked for under, in this order: the folder in the environment's
 * ANLAN_DATA; the checkout, for programs of its build folder; share/anlan beside the folder of the
 * program or shared library; the folder fixed by the installation.
 * @param relative name of the file or folder under the data root
 * @param path     receives the first candidate that exists, else the last one
 * @param bytes    size of `path`
 * @return `path`
 */
const char *al_data_path(const char *relative, char *path, size_t bytes);

#endif
