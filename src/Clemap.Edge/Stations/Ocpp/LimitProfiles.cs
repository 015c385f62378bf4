namespace Clemap.Edge.Stations.Ocpp;

/// <summary>A limit of this controller as a charging profile.</summary>
internal static class LimitProfiles
{
    /// <summary>So long before now a profile begins: a station whose clock is a little behind must not wait for it.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(60);

    /// <summary>A limit in the unit of the station, rounded down: tenths of A, or whole W.</summary>
    /// <param name="phases">On which the car charges.</param>
    /// <param name="voltageV">The lowest that there is: a higher one would let too much current pass.</param>
    public static int Units(double limitA, bool watts, int phases, double voltageV) =>
        (int)Math.Floor((watts ? limitA * phases * voltageV : limitA * 10) + 1e-6);

    /// <param name="units">As of <see cref="Units"/>.</param>
    /// <param name="stationPhases">As wired.</param>
    /// <param name="lifetime">After that it says nothing any more; <see langword="null"/> for one without end.</param>
    public static ChargingProfile Of(int id, int stackLevel, int units, bool watts, int stationPhases, DateTimeOffset now, TimeSpan? lifetime)
    {
        var start = now - Ahead;
        return new ChargingProfile
        {
            ChargingProfileId = id,
            StackLevel = stackLevel,
            ChargingProfilePurpose = ProfilePurpose.Default,
            ChargingProfileKind = "Absolute",
            ValidFrom = lifetime is null ? null : start,
            ValidTo = lifetime is null ? null : now + lifetime,
            ChargingSchedule = new ChargingSchedule
            {
                Duration = (int?)(lifetime + Ahead)?.TotalSeconds,
                StartSchedule = start,
                ChargingRateUnit = watts ? "W" : "A",
                ChargingSchedulePeriod = [new ChargingSchedulePeriod(0, watts ? units : units / 10m, stationPhases == 1 ? 1 : null)],
            },
        };
    }
}
