using System.Diagnostics;
using System.Globalization;
using Clemap.Edge.Tests;
using static Clemap.Wire.Tests.Links.LinkFault;

namespace Clemap.Wire.Tests.Links;

/// <summary>
/// Three stations of three protocols share a fuse, and one of them gets lost: the controller makes room for whatever that one may do alone, so that the fuse
/// is kept at every moment, and shares anew when it is back.
/// </summary>
public sealed class WholeControllerTests
{
    /// <summary>A third of the fuse, less the margin and what whole amperes cost.</summary>
    private const double ShareA = 9.9;

    /// <summary>What the two others may have at most beside one that takes all it can, less the margin.</summary>
    private const double BesideA = (WholeSite.FuseA - WholeSite.AloneA) / 2;

    /// <summary>Until all charge after the start.</summary>
    private static readonly TimeSpan Starts = TimeSpan.FromSeconds(40);

    /// <summary>The first lowering: a station counts as away, then come a cycle and its orders, on a busy machine.</summary>
    private static readonly TimeSpan FirstLowering = FaultMatrix.Within("station away that holds its fallback") + TimeSpan.FromSeconds(4);

    /// <summary>Longer than any of these models waits before its fallback (20 s), and the car's five seconds.</summary>
    private static readonly TimeSpan Alone = TimeSpan.FromSeconds(30);

    /// <summary>The connection within 6 s, its order within 3 s more, twice the time that an order may take to settle, and the cars.</summary>
    private static readonly TimeSpan Mended = TimeSpan.FromSeconds(40);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Nearly all of it is waiting, so that the nine sites run beside each other.
    [Fact]
    public Task The_fuse_is_kept_while_a_station_is_lost_and_all_get_their_shares_when_it_is_back() => Task.WhenAll(
        from kind in WholeSite.Kinds
        from fault in (LinkFault[])[Refused, BlackHole, Corrupt]
        select LoseAsync(kind.Model, fault));

    private static async Task LoseAsync(string model, LinkFault fault)
    {
        string what = $"{model}, {fault}";
        await using var site = await WholeSite.StartAsync(model);
        await UntilAsync(() => site.All.All(HasItsShare), Starts, $"{what}: all have their shares", site);

        site.Link.Set(fault);
        long lostAt = Stopwatch.GetTimestamp();
        await UntilAsync(() => site.Others.All(point => point.OfferedA <= BesideA), FirstLowering, $"{what}: the others make room", site);
        // No fallback, and nobody who could order it: whoever stands before it can let it take all it has.
        if (model == "goe-http-v2")
            await ByHandAsync(site.Port, WholeSite.AloneA);
        await Task.Delay(Alone - Stopwatch.GetElapsedTime(lostAt), Stop);
        // Questions reach a station whose answers are lost: it is alone only when nothing goes through.
        if (fault == Refused || model == "goe-http-v2")
            site.Lost.CurrentA[0].ShouldBeGreaterThan(WholeSite.AloneA * 0.96, $"{what}: it takes what it may take alone");
        site.Others.All(point => point.CurrentA[0] > 6 * 0.96).ShouldBeTrue($"{what}: the others charge on");
        Kept(site, what);

        site.Link.Set(None);
        await UntilAsync(() => site.All.All(HasItsShare) && site.Lost.OfferedA < WholeSite.FuseA - (2 * ShareA), Mended, $"{what}: all have their shares again", site);
        await Task.Delay(TimeSpan.FromSeconds(6), Stop); // the cars follow
        site.All.All(HasItsShare).ShouldBeTrue($"{what}: and keep them");
        Kept(site, what);
    }

    private static bool HasItsShare(Simulator.Physics.ChargingPoint point) => point.OfferedA >= ShareA && point.CurrentA[0] >= ShareA * 0.96;

    private static void Kept(WholeSite site, string what) => site.HighestA.ShouldBeLessThanOrEqualTo(WholeSite.FuseA, $"{what}: at every moment since the start");

    private static async Task ByHandAsync(int port, double currentA)
    {
        using var http = new HttpClient();
        string amperes = currentA.ToString(CultureInfo.InvariantCulture);
        using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/api/set?amp={amperes}"), Stop);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task UntilAsync(Func<bool> isSo, TimeSpan within, string what, WholeSite site)
    {
        long since = Stopwatch.GetTimestamp();
        while (!isSo() && Stopwatch.GetElapsedTime(since) < within)
            await Task.Delay(100, Stop);
        isSo().ShouldBeTrue($"{what}; offered are {string.Join(", ", site.All.Select(point => $"{point.OfferedA:0.0} A to {point.Station.Name}"))}");
    }
}
