using System.Text;
using Clemap.Simulator.Configuration;
using Clemap.Simulator.Physics;
using Clemap.Simulator.State;

namespace Clemap.Simulator.History;

/// <summary>Months of a site in virtual time: the same house, sun, cars and rules, without sockets.</summary>
internal sealed class SiteHistory(SiteConfiguration configuration)
{
    /// <param name="from">Unix seconds on the ten-second grid, inclusive.</param>
    /// <param name="to">Exclusive; at this moment every car leaves.</param>
    /// <param name="statePath">Registers start from this file, when it exists, and are saved to it.</param>
    /// <param name="progress">Called with 0 to 100, each once.</param>
    public void Record(long from, long to, string? statePath, Stream output, Action<int> progress)
    {
        var habits = new WeeklyHabits(configuration, new Chance(configuration.Seed));
        var site = new Site(configuration, RecordingSlot.Seconds, point => habits.From(point, from));
        RegisterState.Restore(statePath, configuration, site);
        var shared = new SharedCurrent(configuration, site);
        using (var writer = new RecordingWriter(output))
        {
            var rows = new Rows(configuration, site, shared, writer);
            var percent = -1;
            for (var now = from; now < to; now += RecordingSlot.Seconds)
            {
                site.Advance(now, () => shared.Decide(now));
                rows.Write(now);
                var done = (int)((now - from) * 100 / (to - from));
                if (done > percent) progress(percent = done);
            }

            site.Finish(to);
            foreach (var session in site.Ended) writer.Session(session);
        }

        RegisterState.Save(statePath, configuration, site, DateTimeOffset.FromUnixTimeSeconds(to));
        progress(100);
    }

    /// <summary>The rows of a slot, in the order of the configuration; ids are encoded once.</summary>
    private sealed class Rows(SiteConfiguration configuration, Site site, SharedCurrent shared, RecordingWriter writer)
    {
        private readonly (byte[] Id, SiteFlow Flow)[] _meters =
            [.. configuration.Meters.Select(meter => (Bytes(meter.Id), meter.Kind == MeterKind.Grid ? site.Grid : site.Production))];

        private readonly (byte[] Id, ChargingPoint Point)[] _stations = [.. site.Points.Select(point => (Bytes(point.Station.Id), point))];
        private readonly (Guid Id, byte[] Bytes)[] _sessions = new (Guid, byte[])[site.Points.Count];

        public void Write(long now)
        {
            foreach (var session in site.Ended) writer.Session(session);
            foreach (var (id, flow) in _meters) writer.Meter(id, now, flow);
            foreach (var (id, point) in _stations) writer.Station(id, now, point, shared.Reason(point), SessionId(point));
        }

        private ReadOnlySpan<byte> SessionId(ChargingPoint point)
        {
            if (point.Session is not { } session) return [];
            ref var cached = ref _sessions[point.Index];
            if (cached.Id != session.Id) cached = (session.Id, Bytes(session.Id));
            return cached.Bytes;
        }

        private static byte[] Bytes(Guid id) => Encoding.ASCII.GetBytes(id.ToString());
    }
}
