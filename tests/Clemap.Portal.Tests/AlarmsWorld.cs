using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Alarms;

namespace Clemap.Portal.Tests;

/// <summary>Alarms, held in memory; the scope sees and acknowledges those of the sites that it reaches.</summary>
internal sealed class AlarmsWorld : IPeople
{
    public List<AlarmFilter> Asked { get; } = [];

    public List<(Guid Alarm, string? Note)> Acknowledged { get; } = [];

    /// <summary>Newest first.</summary>
    public List<AlarmView> All { get; } = [];

    public BrokenRule? Broken { get; set; }

    /// <summary>What a page holds.</summary>
    public int PerPage { get; set; } = AlarmFilter.UsualPerPage;

    public static AlarmView Alarm(int number, Guid siteId, string kind = AlarmKind.DeviceOffline, string text = "Nothing has been heard of device CL-1.") => new(
        World.Id(number), kind, AlarmKind.SeverityOf(kind), siteId, World.Id(0x03), World.Id(0x03), "CL-1", null, null, 5, World.Now.AddHours(-1), World.Now, null, null, null,
        text, "Check whether it has power.");

    public IAlarms In(IOrganisationContext scope) => new Alarms(this, scope);

    public Task<IReadOnlyList<Person>> ListAsync(IReadOnlyCollection<Guid> personIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Person>>(personIds.Contains(World.PersonId) ? [new(World.PersonId, "regula@clemap.example", "Regula Frei")] : []);

    public Task<Guid> EnsureAsync(string email, string name, string password, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Person?> FindAsync(Guid personId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Person?> FindByEmailAsync(string email, CancellationToken cancellationToken) => throw new NotSupportedException();

    private sealed class Alarms(AlarmsWorld world, IOrganisationContext scope) : IAlarms
    {
        private IEnumerable<AlarmView> Seen => world.All.Where(alarm => scope.Reach.Includes(alarm.SiteId));

        public Task<AlarmPage> FindAsync(AlarmFilter filter, CancellationToken cancellationToken)
        {
            world.Asked.Add(filter);
            var fit = Seen.Where(alarm => (filter.Open is null || alarm.ClearedAt is null == filter.Open) && (filter.SiteId is null || alarm.SiteId == filter.SiteId)
                && (filter.Kind is null || alarm.Kind == filter.Kind) && (filter.Severity is null || string.Equals(alarm.Severity.ToString(), filter.Severity, StringComparison.OrdinalIgnoreCase))
                && (filter.Before is null || alarm.Id.CompareTo(filter.Before.Value) < 0)).ToList();
            return Task.FromResult(new AlarmPage([.. fit.Take(world.PerPage)], fit.Count > world.PerPage ? fit[world.PerPage - 1].Id : null));
        }

        public Task<int> CountAsync(CancellationToken cancellationToken) => Task.FromResult(Seen.Count(alarm => alarm is { ClearedAt: null, Acknowledgement: null }));

        public Task<IReadOnlyDictionary<Guid, int>> OpenBySiteAsync(Guid? siteId, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<Guid, int>>(Seen.Where(alarm => alarm.ClearedAt is null && (siteId is null || alarm.SiteId == siteId))
                .GroupBy(alarm => alarm.SiteId).ToDictionary(site => site.Key, site => site.Count()));

        public Task<(AlarmView? Alarm, IReadOnlyList<BrokenRule> Broken)> AcknowledgeAsync(Guid alarmId, string? note, CancellationToken cancellationToken)
        {
            if (world.Broken is { } broken)
                return Task.FromResult<(AlarmView?, IReadOnlyList<BrokenRule>)>((null, [broken]));
            if (Seen.FirstOrDefault(alarm => alarm.Id == alarmId) is not { } found)
                return Task.FromResult<(AlarmView?, IReadOnlyList<BrokenRule>)>((null, []));
            world.Acknowledged.Add((alarmId, note));
            var now = found with { Acknowledgement = new(World.Now, scope.ActorId!.Value, string.IsNullOrEmpty(note) ? null : note) };
            world.All[world.All.IndexOf(found)] = now;
            return Task.FromResult<(AlarmView?, IReadOnlyList<BrokenRule>)>((now, []));
        }
    }
}
