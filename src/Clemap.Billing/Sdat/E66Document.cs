using Clemap.Billing.Setup;
using Clemap.Telemetry.Rollups;

namespace Clemap.Billing.Sdat;

/// <summary>The load profile of one metering point and direction over one month, as ebIX document E66.</summary>
/// <param name="Creation">UTC, whole seconds.</param>
/// <param name="From">UTC.</param>
/// <param name="To">UTC, exclusive.</param>
/// <param name="Values">One for each quarter hour of the span, in order.</param>
internal sealed record E66Document(
    string DocumentId,
    SdatParties Parties,
    DateTimeOffset Creation,
    DateTimeOffset From,
    DateTimeOffset To,
    string MeteringPointId,
    EnergyDirection Direction,
    IReadOnlyList<E66Value> Values)
{
    public string FileName => FormattableString.Invariant(
        $"{Creation.UtcDateTime:yyyyMMdd'_'HHmmss}_{Parties.SenderEic}_E66_{Parties.ReceiverEic}_{DocumentId}.xml");

    public long TotalWh => Values.Sum(value => value.EnergyWh);
}

/// <param name="IsProvisional">It may still change.</param>
internal readonly record struct E66Value(long EnergyWh, EnergyQuality Quality, bool IsProvisional = false)
{
    /// <summary>
    /// 21 for what is temporary or not there, 56 for a substitute value, whether a rule or a person made it; none for what was measured and stays.
    /// </summary>
    public string? Condition => Quality is EnergyQuality.Missing || IsProvisional ? "21" : Quality is EnergyQuality.Measured ? null : "56";
}
