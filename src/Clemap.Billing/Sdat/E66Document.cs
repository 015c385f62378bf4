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

internal readonly record struct E66Value(long EnergyWh, EnergyQuality Quality);
