using Clemap.Edge.CloudLink;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.GridCommands;
using Clemap.Edge.Outbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clemap.Edge.Tests.GridCommands;

/// <summary>What the grid operator can order at a site, on a real file.</summary>
internal static class GridBench
{
    public static GridOperatorOrders Create(EdgeConfiguration configuration, Site site, EdgeDatabase database, DesiredLimits limits, SiteClock clock)
    {
        var (news, store) = (new GridNews(), new RestrictionStore(database));
        var desk = new GridCommandDesk(site.Topology, new Documents(database), limits, news, new Journal(database, clock, NullLogger<Journal>.Instance), clock);
        return new GridOperatorOrders(configuration, site, desk, new RestrictionLog(store, news, clock), store, news);
    }

    public static Site Site(EdgeConfiguration configuration, TimeProvider time) => new(
        configuration, new EnergyRegisters(new Dictionary<Guid, EnergyRegister>()), new HashSet<Guid>(), time, NullLogger.Instance);

    /// <summary>A clock of which the cloud has said that it is right.</summary>
    public static SiteClock Heard(TimeProvider time)
    {
        var clock = new SiteClock(time);
        clock.Observe(time.GetUtcNow());
        return clock;
    }
}
