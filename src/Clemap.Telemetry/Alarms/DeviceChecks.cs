using Clemap.Platform.Devices;

namespace Clemap.Telemetry.Alarms;

/// <summary>What is known of a device without a look at its readings.</summary>
internal static class DeviceChecks
{
    /// <summary>A silence below the alarm says nothing: only a device that was heard of just now is back.</summary>
    /// <param name="watchingSince">While this server or its database was away no device could be heard.</param>
    public static Observation? Offline(WatchedDevice device, Subject subject, AlarmSettings settings, DateTimeOffset now, DateTimeOffset watchingSince)
    {
        var silence = now - device.LastSeenAt!.Value;
        if (silence >= TimeSpan.FromMinutes(settings.OfflineMinutes) && now - watchingSince >= TimeSpan.FromMinutes(settings.OfflineMinutes))
            return new(AlarmKind.DeviceOffline, subject, true, device.LastSeenAt.Value, Bound: settings.OfflineMinutes);
        return silence <= AlarmSettings.Fresh ? new(AlarmKind.DeviceOffline, subject, false, now) : null;
    }

    /// <summary>What a device said of its clock long ago says nothing.</summary>
    public static Observation? ClockSkew(WatchedDevice device, Subject subject, AlarmSettings settings, DateTimeOffset now)
    {
        if (device.ReportedAt is not { } at || now - at > AlarmSettings.Fresh)
            return null;
        if (device.ClockOffsetS is { } offset && Math.Abs(offset) >= settings.ClockSkewS)
            return new(AlarmKind.ClockSkew, subject, true, at, Math.Round(offset), settings.ClockSkewS);
        return new(AlarmKind.ClockSkew, subject, false, now);
    }

    /// <param name="outbox">What it last said of it; <see langword="null"/> when it never did.</param>
    public static Observation? Outbox(OutboxRow? outbox, Subject subject, AlarmSettings settings, DateTimeOffset now)
    {
        if (outbox is null || now - outbox.HeardAt > AlarmSettings.Fresh)
            return null;
        if (outbox.BehindSince is not { } since)
            return new(AlarmKind.OutboxFilling, subject, false, now);
        return now - since >= TimeSpan.FromMinutes(settings.OutboxMinutes)
            ? new(AlarmKind.OutboxFilling, subject, true, since, outbox.Pending, settings.OutboxMinutes)
            : null;
    }
}
