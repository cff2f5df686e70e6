package io.ntpaudit.clock;

import io.ntpaudit.host.Measured;

/**
 * What the host's clock hardware and its kernel say.
 *
 * @param phcConfigured whether chrony.conf names a PHC as reference clock; absent where no
 *     chrony.conf can be read
 * @param kernelSync whether the kernel holds its clock for synchronised
 * @param rtcsync whether chrony.conf has {@code rtcsync}; absent where no chrony.conf can be read
 */
public record ClockFacts(
    Boot boot,
    Virtualization virtualization,
    HardwareClock hardwareClock,
    Modules modules,
    Measured<Boolean> phcConfigured,
    Measured<Boolean> kernelSync,
    Measured<Boolean> rtcsync) {}
