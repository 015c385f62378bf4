using System.Diagnostics;
using Clemap.Edge.Modbus;
using Clemap.Edge.Tests;
using Clemap.Wire.Tests.Twins;
using static Clemap.Wire.Tests.Links.LinkFault;

namespace Clemap.Wire.Tests.Links;

/// <summary>
/// One model of each protocol behind a link that does harm: nothing takes longer than it may, no wrong value is taken, and what is mended works again.
/// Times are the product's own.
/// </summary>
public sealed class LinkFaultTests
{
    private const double OrderA = 10;

    /// <summary>The longest that a reading may hang: the answer's second, its repetition where a model has one, and a busy machine.</summary>
    private static readonly TimeSpan Longest = (2 * FaultMatrix.Within("station takes requests and answers nothing")) + TimeSpan.FromSeconds(1.5);

    /// <summary>After a short trouble a device is asked again this soon; after a long one within six seconds.</summary>
    private static readonly TimeSpan Mended = FaultMatrix.Within("station refuses connections");

    private static readonly (string Model, string Way)[] Stations =
        [("webasto-unite", "tcp"), ("heidelberg-energy-control", "rtu-over-tcp"), ("abl-emh", "ascii-over-tcp"), ("goe-http-v2", "http"), ("keba-udp", "udp")];

    private static readonly LinkFault[] Harmful = [Refused, BlackHole, Cut, HalfAnswer, DripsLong, Corrupt];
    private static readonly LinkFault[] Harmless = [Late, Drips, Doubled];
    private static readonly LinkFault[] OfModbusTcp = [WrongTransaction, WrongUnit, WrongFunction, WrongLength];

    public static TheoryData<string, string, LinkFault> HarmfulOnes =>
    [
        .. from station in Stations from fault in Harmful where station.Way != "udp" || fault != DripsLong select (station.Model, station.Way, fault),
        .. OfModbusTcp.Select(fault => ("webasto-unite", "tcp", fault)),
    ];

    public static TheoryData<string, string, LinkFault> HarmlessOnes =>
        [.. from station in Stations from fault in Harmless where Goes(station.Way, fault) select (station.Model, station.Way, fault)];

    public static TheoryData<string, string> Ways => [.. Stations];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(HarmfulOnes))]
    public async Task Nothing_is_taken_for_a_reading_and_what_is_mended_works_again(string model, string way, LinkFault fault)
    {
        await using var bench = await StartAsync(model, way);
        await bench.CyclesAsync(TwinBench.Follows, OrderA);
        bench.Source.Problem.ShouldBeNull();
        var before = bench.Sample;

        bench.Link!.Set(fault);
        for (int i = 0; i < 2; i++)
        {
            long since = Stopwatch.GetTimestamp();
            await bench.ReadAsync();
            Stopwatch.GetElapsedTime(since).ShouldBeLessThan(Longest);
            bench.Source.Problem.ShouldNotBeNull();
            bench.Sample.ShouldBeSameAs(before);
        }

        bench.Link.Set(None);
        long mendedAt = Stopwatch.GetTimestamp();
        while (bench.Source.Problem is not null && Stopwatch.GetElapsedTime(mendedAt) < Mended)
        {
            await Task.Delay(100, Stop);
            await bench.CyclesAsync(1, OrderA);
        }
        bench.Source.Problem.ShouldBeNull();
        await bench.CyclesAsync(TwinBench.Follows, OrderA);
        bench.Point.CurrentA[0].ShouldBeInRange(9, OrderA);
        Right(bench);
        // The link hears of an end when it comes to read it.
        long workedAt = Stopwatch.GetTimestamp();
        while (bench.Link.Open > 1 && Stopwatch.GetElapsedTime(workedAt) < Mended)
            await Task.Delay(100, Stop);
        bench.Link.Open.ShouldBe(1, "connections that were given up are closed");
    }

    [Theory, MemberData(nameof(HarmlessOnes))]
    public async Task What_only_comes_late_or_twice_is_taken_rightly(string model, string way, LinkFault fault)
    {
        await using var bench = await StartAsync(model, way);
        await bench.CyclesAsync(TwinBench.Follows, OrderA);

        bench.Link!.Set(fault);
        for (int i = 0; i < 2; i++)
        {
            var before = bench.Sample;
            await bench.ReadAsync();
            bench.Source.Problem.ShouldBeNull();
            bench.Sample.ShouldNotBeSameAs(before);
            Right(bench);
        }
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Answers_that_come_ever_later_end_as_none_and_never_as_wrong_ones(string model, string way)
    {
        await using var bench = await StartAsync(model, way);
        await bench.CyclesAsync(TwinBench.Follows, OrderA);

        bench.Link!.Set(EverLater);
        bool missed = false;
        for (int i = 0; i < 6 && !missed; i++)
        {
            var before = bench.Sample;
            await bench.ReadAsync();
            missed = bench.Source.Problem is not null;
            if (missed)
                bench.Sample.ShouldBeSameAs(before);
            else
                Right(bench);
        }
        missed.ShouldBeTrue();

        // What was late is still under way: the next question must not get it for an answer.
        bench.Link.Set(None);
        for (int i = 0; i < 8; i++)
        {
            await Task.Delay(300, Stop);
            await bench.CyclesAsync(1, OrderA);
            if (bench.Source.Problem is null)
                Right(bench);
        }
        bench.Source.Problem.ShouldBeNull();
    }

    private static void Right(TwinBench bench) => bench.Sample.CurrentA[0]!.Value.ShouldBe(bench.Point.CurrentA[0], Expected.Of(bench.Model).CurrentA!.Value + 1e-6);

    private static Task<TwinBench> StartAsync(string model, string way) =>
        TwinBench.StartAsync(model, way, new ModbusTiming(), port => way == "udp" ? new FaultyUdpLink(port) : new FaultyTcpLink(port));

    /// <summary>A bus answers so many questions for one reading that slow ones add up; a datagram is whole; HTTP knows no second answer.</summary>
    private static bool Goes(string way, LinkFault fault) => fault switch
    {
        Late => way != "udp",
        Drips => way is "tcp" or "rtu-over-tcp" or "ascii-over-tcp",
        _ => way != "http",
    };
}
