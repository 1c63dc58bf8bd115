/**
 * Calendar time. Day count after Hinnant, "chrono-Compatible Low-Level Date Algorithms".
 */
#include "core/caltime.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>

static long long caltime_days(long long year, int month, int day)
{
  assert(month >= 1 && month <= 12 && day >= 1 && day <= 31);
  year -= month <= 2;
  const long long era = (year >= 0 ? year : year - 399) / 400;
  const long long of_era = year - era * 400;
  const long long of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void caltime_date(long long days, long long *year, int *month, int *day)
{
  days += 719468;
  const long long era = (days >= 0 ? days : days - 146096) / 146097;
  const long long of_era = days - era * 146097;
  const long long y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const long long of_year = of_era - (365 * y + y / 4 - y / 100);
  const long long m = (5 * of_year + 2) / 153;
  *day = (int)(of_year - (153 * m + 2) / 5 + 1);
  *month = (int)(m < 10 ? m + 3 : m - 9);
  *year = y + era * 400 + (*month <= 2);
  assert(*month >= 1 && *month <= 12 && *day >= 1 && *day <= 31);
}

/* Takes exactly `count` digits. */
static bool caltime_digits(const char **at, int count, int *out)
{
  assert(count > 0 && count < 10);
  *out = 0;
  for (; count > 0; count--, ++*at) {
    if (**at < '0' || **at > '9')
      return false;
    *out = *out * 10 + (**at - '0');
  }
  return true;
}

static bool caltime_sign(const char **at, char sign)
{
  const bool found = **at == sign;
  *at += found;
  return found;
}

/* "", "Z", "+08:00", "+0800", "+08" to the end of the text. */
static bool caltime_offset(const char *at, int *offset_s)
{
  int hours, minutes = 0;
  *offset_s = 0;
  if (*at == '\0' || (*at == 'Z' && at[1] == '\0'))
    return true;
  const bool west = caltime_sign(&at, '-');
  if ((!west && !caltime_sign(&at, '+')) || !caltime_digits(&at, 2, &hours))
    return false;
  (void)caltime_sign(&at, ':');
  if (*at && !caltime_digits(&at, 2, &minutes))
    return false;
  *offset_s = (west ? -1 : 1) * (hours * 3600 + minutes * 60);
  return *at == '\0' && hours <= 14 && minutes < 60;
}

static int caltime_month_days(long long year, int month)
{
  assert(month >= 1 && month <= 12);
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return days[month - 1] + (month == 2 && leap);
}

/* "06", "06:00", "06:00:30", "06:00:30.25" in seconds of the day. */
static bool caltime_clock(const char **at, double *day_s)
{
  int hour, minute, second = 0;
  double part = 0.0, weight = 0.1;
  if (!caltime_digits(at, 2, &hour) || !caltime_sign(at, ':') || !caltime_digits(at, 2, &minute))
    return false;
  if (caltime_sign(at, ':') && !caltime_digits(at, 2, &second))
    return false;
  if (caltime_sign(at, '.'))
    for (; **at >= '0' && **at <= '9'; ++*at, weight /= 10.0)
      part += weight * (**at - '0');
  *day_s = 3600.0 * hour + 60.0 * minute + second + part;
  return minute < 60 && second < 60 && *day_s <= 86400.0;
}

bool al_time_parse(const char *text, double *epoch_s, int *offset_s)
{
  assert(text && epoch_s);
  int year, month, day, offset;
  double day_s = 0.0;
  const char *at = text;
  if (!caltime_digits(&at, 4, &year) || !caltime_sign(&at, '-') ||
      !caltime_digits(&at, 2, &month) || !caltime_sign(&at, '-') || !caltime_digits(&at, 2, &day))
    return false;
  if (month < 1 || month > 12 || day < 1 || day > caltime_month_days(year, month))
    return false;
  if ((caltime_sign(&at, 'T') || caltime_sign(&at, ' ')) && !caltime_clock(&at, &day_s))
    return false;
  if (!caltime_offset(at, &offset))
    return false;
  *epoch_s = 86400.0 * (double)caltime_days(year, month, day) + day_s - offset;
  if (offset_s)
    *offset_s = offset;
  return true;
}

void al_time_format(double epoch_s, int offset_s, char *out, size_t capacity)
{
  assert(out && capacity > 0);
  const double local_s = floor(epoch_s + offset_s + 0.5);
  const double days = floor(local_s / 86400.0);
  const int left = (int)(local_s - 86400.0 * days), offset = offset_s < 0 ? -offset_s : offset_s;
  long long year;
  int month, day;
  caltime_date((long long)days, &year, &month, &day);
  snprintf(out, capacity, "%04lld-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", year, month, day,
           left / 3600, left / 60 % 60, left % 60, offset_s < 0 ? '-' : '+', offset / 3600,
           offset / 60 % 60);
}

void al_clock_format(double span_s, char *out, size_t capacity)
{
  assert(out && capacity > 0);
  const long long all = (long long)floor(span_s + 0.5);
  const long long days = all / 86400, left = all % 86400;
  if (days > 0)
    snprintf(out, capacity, "%lld d %02lld:%02lld:%02lld", days, left / 3600, left / 60 % 60,
             left % 60);
  else
    snprintf(out, capacity, "%02lld:%02lld:%02lld", left / 3600, left / 60 % 60, left % 60);
}
