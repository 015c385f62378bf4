namespace Clemap.Edge.Stations.Ocpp;

/// <summary>What a station itself makes of all its profiles: now, and once the order of this controller has ended.</summary>
internal sealed class CompositeLimits(ChargePoint device, int connector)
{
    private bool isServed = true;

    /// <summary>A per phase; <see langword="null"/> when the station does not say.</summary>
    public double? NowA { get; private set; }

    /// <inheritdoc cref="NowA"/>
    public double? LaterA { get; private set; }

    /// <param name="phases">On which watts are shared out.</param>
    /// <param name="over">How far ahead is asked for.</param>
    /// <returns>False when the station does not tell.</returns>
    public async Task<bool> ReadAsync(bool watts, int phases, double voltageV, TimeSpan over, CancellationToken cancellation)
    {
        (NowA, LaterA) = (null, null);
        if (!isServed)
            return false;
        try
        {
            var answer = await device.CallAsync(
                "GetCompositeSchedule", new GetCompositeSchedule(connector, (int)over.TotalSeconds, watts ? "W" : "A"),
                OcppJson.Default.GetCompositeSchedule, OcppJson.Default.CompositeSchedule, cancellation);
            if (answer is not { Status: "Accepted", ChargingSchedule: { ChargingSchedulePeriod: { Length: > 0 } periods } schedule })
                return false;
            double Amperes(ChargingSchedulePeriod period, double wattsPerAmpere) =>
                (double)period.Limit / (schedule.ChargingRateUnit == "W" ? wattsPerAmpere : 1);
            NowA = Amperes(periods.MinBy(period => period.StartPeriod)!, phases * voltageV);
            // A schedule that ends before what was asked for says nothing about later.
            if (schedule.Duration is null || schedule.Duration >= over.TotalSeconds - 5)
                LaterA = Amperes(periods.MaxBy(period => period.StartPeriod)!, SupplyVoltage.NominalV); // as the fallback is written
            return true;
        }
        catch (OcppException refused)
        {
            isServed = !refused.IsUnsupported;
            return false;
        }
    }
}
