using Clemap.Contracts.DesiredState;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.Tests.ControlLoop;

/// <summary>
/// Random walks of the way down beside a model of it: changes that are sound or not, signals that get lost, streams that break with orders in them, versions that come twice, crashes between any two steps.
/// None overtakes another: the edge reads one stream, or one answer, at a time, and forgets what the one before still had under way. A lower number therefore means a cloud that was set back, and counts.
/// </summary>
public sealed class DesiredStateWalkTests : IDisposable
{
    private const double RatingA = 40;
    private const int Steps = 120;

    private readonly TemporaryFolder folder = new();
    private readonly EdgeConfiguration configuration;
    private readonly List<(double? GridA, double? StationA)> wanted = [(null, null)];
    private readonly Queue<DesiredStateDocument> stream = new();
    private EdgeDatabase database;
    private DesiredLimits limits;
    private long told;

    public DesiredStateWalkTests()
    {
        database = new EdgeDatabase(folder.Path);
        configuration = TestSite.Create(folder.Path, 1, 2, 3);
        limits = Limits();
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_is_in_force_is_always_one_sound_version_never_an_older_one_and_in_the_end_the_newest(int seed)
    {
        var random = new Random(seed);
        long last = 0;
        Connect();
        for (var step = 0; step < Steps; step++)
        {
            Step(random);
            last = Check(last);
        }

        wanted.Count.ShouldBeInRange(15, 60);
        Connect();
        Send();
        while (stream.Count > 0)
            limits.Offer(stream.Dequeue());
        Cycle();
        // One that is not sound is refused in words, and the one before it that arrived stays.
        var (newest, isSound) = (wanted.Count - 1, IsSound(wanted[^1]));
        last = Check(last);
        if (isSound)
            last.ShouldBe(newest);
        (limits.Report("x").Refused?.Version).ShouldBe(isSound ? null : newest);
    }

    private void Step(Random random)
    {
        switch (random.Next(8))
        {
            case 0:
                wanted.Add((random.Next(0, (int)RatingA + 1), random.Next(2) == 0 ? null : random.Next(6, 33)));
                break;
            case 1:
                // Above the rating, in one of the two places; the other is sound and must not come through alone.
                wanted.Add(random.Next(2) == 0 ? (RatingA + 1, 7) : (11, 33));
                break;
            case 2:
                Send();
                break;
            case 3 or 4 when stream.Count > 0:
                limits.Offer(stream.Dequeue());
                break;
            case 5 when stream.Count > 0:
                limits.Offer(stream.Peek());
                break;
            case 6:
                if (random.Next(2) == 0)
                    Crash();
                Connect();
                break;
            default:
                Cycle();
                break;
        }
    }

    // What was under way on the old stream is lost with it; the new one begins after the version that the edge names.
    private void Connect()
    {
        stream.Clear();
        told = limits.LastSeenVersion;
    }

    // At a signal, and with each sign of life: the newest, if the stream has not carried it.
    private void Send()
    {
        var newest = wanted.Count - 1;
        if (newest == told)
            return;
        told = newest;
        stream.Enqueue(Document(newest));
    }

    private void Crash()
    {
        database.Dispose();
        database = new EdgeDatabase(folder.Path);
        limits = Limits();
    }

    private void Cycle() => limits.MarkInForce(limits.Now());

    private long Check(long last)
    {
        var report = limits.Report("x");
        report.Version.ShouldBeGreaterThanOrEqualTo(last);
        var (gridA, stationA) = wanted[(int)report.Version];
        IsSound(wanted[(int)report.Version]).ShouldBeTrue();
        report.CircuitLimitsA[TestSite.Grid].ShouldBe(gridA ?? RatingA);
        report.StationLimitsA[TestSite.Station(1)].ShouldBe(stationA ?? 32);
        report.CircuitLimitsA[TestSite.Grid].ShouldBeLessThanOrEqualTo(RatingA);
        return report.Version;
    }

    private static bool IsSound((double? GridA, double? StationA) wish) => wish is { GridA: null or <= RatingA, StationA: null or <= 32 };

    private DesiredLimits Limits() => new(configuration, SiteModels.Topology(configuration).Topology!, new Documents(database), TimeProvider.System);

    private DesiredStateDocument Document(int version) => new(
        version,
        new Dictionary<Guid, CircuitWish> { [TestSite.Grid] = new(wanted[version].GridA) },
        new Dictionary<Guid, StationWish> { [TestSite.Station(1)] = new(wanted[version].StationA, StationPriority.Normal) });
}
