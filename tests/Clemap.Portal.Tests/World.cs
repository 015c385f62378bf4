using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Sites;
using Clemap.Contracts.Telemetry;
using Clemap.Platform.DesiredState;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Telemetry.LiveFeed;

namespace Clemap.Portal.Tests;

/// <summary>One site with two garages, held in memory.</summary>
internal sealed class World : ISignIns, IMemberships, ISiteDirectory, ISiteChanges, IDesiredStates, IDesiredStateHistory, ILiveFeed
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 3, TimeSpan.Zero);
    public static readonly Guid OrganisationId = Id(0x01);
    public static readonly Guid SiteId = Id(0x02);
    public static readonly Guid PersonId = Id(0x90);
    public static readonly Guid Grid = Id(0x10);
    public static readonly Guid GarageA = Id(0x11);
    public static readonly Guid GarageB = Id(0x12);
    public static readonly Guid A1 = Id(0xa1);
    public static readonly Guid B1 = Id(0xb1);
    public static readonly Guid B3 = Id(0xb3);
    private readonly Channel<SiteChange> _changes = Channel.CreateUnbounded<SiteChange>();
    private readonly Channel<IReadOnlyDictionary<Guid, Reading>> _news = Channel.CreateUnbounded<IReadOnlyDictionary<Guid, Reading>>();

    public static SiteModel Model { get; } = new()
    {
        Circuits = [new(Grid, "Grid connection", null, 80, Id(0x20)), new(GarageA, "Garage A", Grid, 40, null), new(GarageB, "Garage B", Grid, 25, null)],
        Meters = [new(Id(0x20), "Grid", MeterKind.Grid), new(Id(0x21), "Roof", MeterKind.Production)],
        Stations =
        [
            new(A1, "A1", GarageA, "keba-p30", false, 3, "123", 6, 16, 6),
            new(B1, "B1", GarageB, "goe-http-v2", false, 3, "123", 6, 16, 6),
            new(B3, "B3", GarageB, "modbus-relay", true, 1, "3", 16, 16, 0),
        ],
    };

    public HashSet<string> Roles { get; } = [];

    /// <summary>What the person is in other organisations.</summary>
    public List<Membership> Elsewhere { get; } = [];

    public bool HasSite { get; set; } = true;

    /// <summary>False once the person has ended the sign-in elsewhere.</summary>
    public bool SignInStands { get; set; } = true;

    Task<bool> ISignIns.StandsAsync(System.Security.Claims.ClaimsPrincipal person, CancellationToken cancellationToken) => Task.FromResult(SignInStands);

    public List<DesiredStateChange> Changes { get; } = [];

    /// <summary>What the next change is answered with, instead of a new version.</summary>
    public DesiredStateResult? Refusal { get; set; }

    public Dictionary<Guid, Reading> Latest { get; } = new()
    {
        [Id(0x20)] = Row(Id(0x20), 62, 78, 47),
        [Id(0x21)] = Row(Id(0x21), 5, 5, 5),
        [A1] = Row(A1, 16, 16, 16) with { State = StationState.Charging, LimitA = 16, Reason = "station-maximum" },
        [B1] = Row(B1, 10, 10, 10) with { State = StationState.Charging, LimitA = 10, Reason = "circuit:Garage B:L2" },
        [B3] = Row(B3, 0, 0, 0) with { State = StationState.Free, LimitA = 0, Reason = "not-connected" },
    };

    public SiteDetail Site { get; set; } = new(
        SiteId,
        "Sonnenhof 12, Zürich",
        "Sonnenhof 12, 8004 Zürich",
        "Europe/Zurich",
        Id(0x03),
        Model,
        new DesiredStateDocument(3, new Dictionary<Guid, CircuitWish>(), new Dictionary<Guid, StationWish>()),
        new ReportedState(
            3,
            Now,
            null,
            new Dictionary<Guid, double> { [Grid] = 80, [GarageA] = 40, [GarageB] = 25 },
            new Dictionary<Guid, double> { [A1] = 16, [B1] = 16, [B3] = 16 },
            "0.1.0"),
        Now);

    public static Guid Id(int number) => Guid.Parse($"01900000-0000-7000-8000-0000000000{number:x2}");

    public static Reading Row(Guid source, float l1A, float l2A, float l3A) => new()
    {
        SourceId = source,
        At = Now.AddSeconds(-3),
        CurrentL1A = l1A,
        CurrentL2A = l2A,
        CurrentL3A = l3A,
        ActiveL1W = l1A * 230,
        ActiveL2W = l2A * 230,
        ActiveL3W = l3A * 230,
    };

    /// <summary>The device reports that the grid limit is in force.</summary>
    public void Report(double gridLimitA)
    {
        var limits = new Dictionary<Guid, double>(Site.Reported!.CircuitLimitsA) { [Grid] = gridLimitA };
        Site = Site with { Reported = Site.Reported with { Version = Site.Desired.Version, CircuitLimitsA = limits } };
        _changes.Writer.TryWrite(new SiteChange(SiteId, SiteChangeKind.Reported));
    }

    public void Measure(Reading reading) => _news.Writer.TryWrite(new Dictionary<Guid, Reading> { [reading.SourceId] = reading });

    public Task<IReadOnlyList<Membership>> OfPersonAsync(Guid personId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Membership>>([.. Roles.Select(role => new Membership(OrganisationId, "Immobilien Sonnenhof AG", role)), .. Elsewhere]);

    public Task AddAsync(Guid organisationId, Guid personId, string role, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<SiteSummary>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SiteSummary>>(HasSite ? [new(SiteId, Site.Name, Site.Address, Site.TimeZone, Now)] : []);

    public Task<SiteDetail?> FindAsync(Guid siteId, CancellationToken cancellationToken) => Task.FromResult(siteId == SiteId ? Site : null);

    public IAsyncEnumerable<SiteChange> SubscribeAsync(Guid siteId, CancellationToken cancellationToken) => _changes.Reader.ReadAllAsync(cancellationToken);

    public Task<DesiredStateResult> ChangeAsync(Guid siteId, DesiredStateChange change, CancellationToken cancellationToken)
    {
        Changes.Add(change);
        if (Refusal is not null)
            return Task.FromResult(Refusal);
        var circuits = new Dictionary<Guid, CircuitWish>(Site.Desired.Circuits);
        foreach (var (id, limitA) in change.CircuitLimitsA ?? new Dictionary<Guid, double?>())
            circuits[id] = new CircuitWish(limitA);
        var calendars = Site.Desired.Calendars?.ToDictionary() ?? [];
        foreach (var (id, calendar) in change.Calendars ?? new Dictionary<Guid, CalendarWish?>())
        {
            if (calendar is null)
                calendars.Remove(id);
            else
                calendars[id] = calendar;
        }

        Site = Site with
        {
            Desired = Site.Desired with
            {
                Version = Site.Desired.Version + 1,
                Circuits = circuits,
                Calendars = calendars.Count == 0 ? null : calendars,
                Mode = change.Mode ?? Site.Desired.Mode,
                Tariff = change.Tariff ?? Site.Desired.Tariff,
                Grid = change.Grid ?? Site.Desired.Grid,
            },
        };
        return Task.FromResult(new DesiredStateResult(Site.Desired));
    }

    /// <summary>Versions that were asked for again, with what was expected to be the newest.</summary>
    public List<(long Version, long? Expected)> Restored { get; } = [];

    /// <summary>Newest first.</summary>
    public List<VersionSummary> Versions { get; } = [];

    public IReadOnlyList<DifferencePart> Difference { get; set; } = [];

    public StandingState Standing { get; set; } = StandingState.InForce;

    public Task<DesiredStateResult> RestoreAsync(Guid siteId, long version, long? expectedVersion, CancellationToken cancellationToken)
    {
        Restored.Add((version, expectedVersion));
        return Task.FromResult(Refusal ?? new DesiredStateResult(Site.Desired with { Version = Site.Desired.Version + 1 }));
    }

    Task<DesiredStateStanding?> IDesiredStateHistory.FindAsync(Guid siteId, CancellationToken cancellationToken) => Task.FromResult(siteId != SiteId ? null
        : new DesiredStateStanding(new(Site.Desired.Version, Now, PersonId, "Regula Frei", Site.Desired), Standing, Now, Site.Reported, Now));

    Task<VersionPage?> IDesiredStateHistory.ListAsync(Guid siteId, long? before, int limit, CancellationToken cancellationToken) =>
        Task.FromResult(siteId == SiteId ? new VersionPage([.. Versions.Where(version => before is null || version.Version < before)], null) : null);

    Task<DesiredVersion?> IDesiredStateHistory.FindAsync(Guid siteId, long version, CancellationToken cancellationToken) =>
        Task.FromResult<DesiredVersion?>(new(version, Now, PersonId, "Regula Frei", Site.Desired));

    Task<VersionDifference?> IDesiredStateHistory.CompareAsync(Guid siteId, long from, long to, CancellationToken cancellationToken) =>
        Task.FromResult<VersionDifference?>(new(from, to, Difference));

    public Task<IReadOnlyDictionary<Guid, Reading>> LatestAsync(Guid organisationId, SiteReach reach, Guid siteId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<Guid, Reading>>(Latest);

    public async IAsyncEnumerable<IReadOnlyDictionary<Guid, Reading>> SubscribeAsync(
        Guid organisationId, SiteReach reach, Guid siteId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var news in _news.Reader.ReadAllAsync(cancellationToken))
            yield return news;
    }
}
