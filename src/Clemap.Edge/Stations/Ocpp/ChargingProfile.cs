namespace Clemap.Edge.Stations.Ocpp;

/// <summary>OCPP 1.6 § 7.8. Of one purpose the highest stack level that is valid holds; over the purposes the lowest limit.</summary>
internal sealed record ChargingProfile
{
    public int ChargingProfileId { get; init; }
    public int? TransactionId { get; init; }
    public int StackLevel { get; init; }
    public string? ChargingProfilePurpose { get; init; }
    public string? ChargingProfileKind { get; init; }
    public string? RecurrencyKind { get; init; }
    public DateTimeOffset? ValidFrom { get; init; }
    public DateTimeOffset? ValidTo { get; init; }
    public ChargingSchedule? ChargingSchedule { get; init; }
}

internal sealed record ChargingSchedule
{
    /// <summary>s; absent: without end.</summary>
    public int? Duration { get; init; }

    public DateTimeOffset? StartSchedule { get; init; }

    /// <summary><c>A</c> per phase or <c>W</c> of all phases.</summary>
    public string? ChargingRateUnit { get; init; }

    public ChargingSchedulePeriod[]? ChargingSchedulePeriod { get; init; }
}

/// <param name="StartPeriod">s after the start of the schedule.</param>
/// <param name="Limit">With one decimal.</param>
/// <param name="NumberPhases">Absent: 3.</param>
internal sealed record ChargingSchedulePeriod(int StartPeriod, decimal Limit, int? NumberPhases = null);

internal static class ProfilePurpose
{
    public const string Station = "ChargePointMaxProfile";
    public const string Default = "TxDefaultProfile";
    public const string Transaction = "TxProfile";
}
