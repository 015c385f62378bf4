using System.Diagnostics;
using Clemap.Edge.Tests;
using static Clemap.Wire.Tests.Links.LinkFault;

namespace Clemap.Wire.Tests.Links;

/// <summary>
/// An OCPP station, a Modbus station and a Modbus meter under one fuse: the station or the meter is lost, the fuse is kept at every moment, and both cars get
/// their shares again when it is back.
/// </summary>
public sealed class OcppSiteFaultTests
{
    /// <summary>A fuse that both cars fill, and half of what the house leaves of it, less the margin and what whole amperes cost.</summary>
    private const double ScarceA = 32;
    private const double ShareA = 12;

    /// <summary>
    /// A fuse with room for both, and for the one that is silent twice: what it takes is in the meter, and nobody knows whether it takes it, so that it may begin to. The other one has to go down
    /// for it, and need not stop, after which it would rest.
    /// </summary>
    private const double WideA = 50;
    private const double WholeA = 15.5;
    private const double SilentA = 16;
    private const double MarginShare = 0.03;

    private const double BaseA = 5;

    /// <summary>By then the house takes so much while the station is away; slowly, since a meter is read once a second.</summary>
    private const double RisenA = 9;
    private const double StepA = 0.1;
    private static readonly TimeSpan EachStep = TimeSpan.FromMilliseconds(500);

    /// <summary>Until both charge after the start, and again after the trouble: connections within six seconds, orders over OCPP every five.</summary>
    private static readonly TimeSpan Shared = TimeSpan.FromSeconds(60);

    /// <summary>A meter is believed for some time; then come a cycle and an order over OCPP, which may have to wait for five seconds, on a busy machine.</summary>
    private static readonly TimeSpan AtFallback = FaultMatrix.Within("meter silent, or its value too old") + TimeSpan.FromSeconds(8);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Nearly all of it is waiting, so that the six sites run beside each other.
    [Fact]
    public Task The_fuse_is_kept_while_the_OCPP_station_or_the_meter_is_lost_and_both_get_their_shares_again() => Task.WhenAll(
        ((LinkFault[])[Refused, BlackHole, Corrupt]).SelectMany(fault => (Task[])[LoseTheStationAsync(fault), LoseTheMeterAsync(fault)]));

    private static async Task LoseTheStationAsync(LinkFault fault)
    {
        string what = $"OCPP station, {fault}";
        await using var site = await OcppSite.StartAsync(WideA);
        await UntilAsync(() => site.OcppA >= WholeA && site.ModbusA >= WholeA, Shared, $"{what}: both have their shares", site);

        site.StationLink.Set(fault);
        double keptA = site.OcppA;
        for (site.BaseA = BaseA; site.BaseA < RisenA; site.BaseA += StepA)
            await Task.Delay(EachStep, Stop);
        await UntilAsync(() => site.ModbusA <= (WideA * (1 - MarginShare)) - RisenA - (2 * SilentA) + 1, TimeSpan.FromSeconds(5), $"{what}: the other makes room", site);
        site.OcppA.ShouldBe(keptA, 0.2, $"{what}: nobody reaches it, and its order has not ended");
        Kept(site, what);

        site.BaseA = BaseA;
        site.StationLink.Set(None);
        await UntilAsync(() => site.OcppA >= WholeA && site.ModbusA >= WholeA, Shared, $"{what}: both have their shares again", site);
        Kept(site, what);
    }

    private static async Task LoseTheMeterAsync(LinkFault fault)
    {
        string what = $"meter, {fault}";
        await using var site = await OcppSite.StartAsync(ScarceA);
        await UntilAsync(() => site.OcppA >= ShareA && site.ModbusA >= ShareA, Shared, $"{what}: both have their shares", site);

        site.MeterLink.Set(fault);
        await UntilAsync(() => site.OcppA <= OcppSite.FallbackA && site.ModbusA <= OcppSite.FallbackA, AtFallback, $"{what}: both are at their fallback", site);
        await Task.Delay(TimeSpan.FromSeconds(5), Stop);
        Math.Max(site.OcppA, site.ModbusA).ShouldBeLessThanOrEqualTo(OcppSite.FallbackA, $"{what}: and stay there");
        Kept(site, what);

        site.MeterLink.Set(None);
        await UntilAsync(() => site.OcppA >= ShareA && site.ModbusA >= ShareA, Shared, $"{what}: both have their shares again", site);
        Kept(site, what);
    }

    private static void Kept(OcppSite site, string what) => site.Highest.FlowA.ShouldBeLessThanOrEqualTo(site.FuseA, $"{what}: at every moment since the start; {site.Highest.Of}");

    private static async Task UntilAsync(Func<bool> isSo, TimeSpan within, string what, OcppSite site)
    {
        long since = Stopwatch.GetTimestamp();
        while (!isSo() && Stopwatch.GetElapsedTime(since) < within)
            await Task.Delay(100, Stop);
        isSo().ShouldBeTrue($"{what}; OCPP has {site.OcppA:0.0} A, Modbus {site.ModbusA:0.0} A, the house {site.BaseA:0.0} A");
    }
}
