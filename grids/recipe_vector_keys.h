/**
 * The keys by which every recipe section says how a vector layer is read.
 */
#ifndef AL_GRIDS_RECIPE_VECTOR_KEYS_H
#define AL_GRIDS_RECIPE_VECTOR_KEYS_H

#include "grids/recipe.h"

/* Keys of a struct recipe_vector that is `member` of `record`. */
#define RECIPE_VECTOR_KEYS(record, member)                                                            \
  {.name = "layer",                                                                                   \
   .type = AL_KEY_TEXT,                                                                               \
   .offset = offsetof(record, member.layer),                                                          \
   .fallback = "",                                                                                    \
   .en = "Layer of the file; absent = its first.",                                                    \
   .zh = "图层名；不给则用第一个图层。"},                                                             \
      {.name = "where",                                                                               \
       .type = AL_KEY_TEXT,                                                                           \
       .offset = offsetof(record, member.where),                                                      \
       .fallback = "",                                                                                \
       .en = "Attribute filter.",                                                                     \
       .zh = "属性过滤条件。"},                                                                       \
      {.name = "encoding",                                                                            \
       .type = AL_KEY_TEXT,                                                                           \
       .offset = offsetof(record, member.encoding),                                                   \
       .fallback = "",                                                                                \
       .en = "Encoding of the attribute texts when the file does not say it, for example GBK.",       \
       .zh = "文件未注明时属性文字的编码，例如 GBK。"},                                               \
      {.name = "crs",                                                                                 \
       .type = AL_KEY_TEXT,                                                                           \
       .offset = offsetof(record, member.crs),                                                        \
       .fallback = "",                                                                                \
       .en = "Coordinate system when the file has none or a wrong one.",                              \
       .zh = "文件没有坐标系或坐标系有误时填写。"},                                                   \
  {                                                                                                   \
    .name = "swap_axes", .type = AL_KEY_BOOL, .offset = offsetof(record, member.swap_axes),           \
    .fallback = "false", .en = "The file's x and y stand swapped.", .zh = "文件的 x、y 颠倒。" \
  }

#endif
