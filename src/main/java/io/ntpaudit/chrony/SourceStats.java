package io.ntpaudit.chrony;

/**
 * What chronyd computes of a source's samples ({@code chronyc sourcestats}; chrony's reports.h,
 * struct RPT_SourcestatsReport).
 *
 * @param samples number of samples kept
 * @param runs of residuals with the same sign
 * @param span s between the oldest and the newest sample
 * @param frequency ppm, residual frequency of the source
 * @param skew ppm, bound of the frequency's error; 2000 without samples
 * @param offset s, estimated; positive: clock fast
 * @param deviation s, estimated standard deviation of the samples
 */
public record SourceStats(
    String name,
    int samples,
    int runs,
    long span,
    double frequency,
    double skew,
    double offset,
    double deviation) {}
