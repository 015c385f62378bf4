using Clemap.Platform.Devices;

namespace Clemap.Telemetry.Alarms;

/// <summary>What is watched in one organisation: its devices that were ever heard of, with what was commissioned at them.</summary>
internal sealed class Watched
{
    private readonly DateTimeOffset now;

    public Watched(IEnumerable<WatchedDevice> devices, DateTimeOffset now)
    {
        this.now = now;
        Devices = [.. devices.Where(device => device.LastSeenAt is not null)];
        foreach (var device in Devices)
        {
            Boxes[device.Id] = Of(device, device.Id, device.Serial);
            if (device.Model is not { } model)
                continue;
            foreach (var meter in model.Meters)
                Sources[meter.Id] = Of(device, meter.Id, meter.Name);
            foreach (var station in model.Stations)
                Sources[station.Id] = Stations[station.Id] = Of(device, station.Id, station.Name);
            foreach (var circuit in model.Circuits.Where(circuit => circuit.MeterId is not null && double.IsFinite(circuit.RatingA) && circuit.RatingA > 0))
                Circuits[circuit.Id] = (Of(device, circuit.Id, circuit.Name), circuit.MeterId!.Value, circuit.RatingA);
        }
    }

    public IReadOnlyList<WatchedDevice> Devices { get; }

    /// <summary>The devices themselves.</summary>
    public Dictionary<Guid, Subject> Boxes { get; } = [];

    /// <summary>Meters and stations.</summary>
    public Dictionary<Guid, Subject> Sources { get; } = [];

    public Dictionary<Guid, Subject> Stations { get; } = [];

    /// <summary>Those with a meter, with their rating in A per phase.</summary>
    public Dictionary<Guid, (Subject Subject, Guid MeterId, double RatingA)> Circuits { get; } = [];

    /// <summary>Devices that were heard of just now.</summary>
    public IReadOnlySet<Guid> Heard => field ??= Devices.Where(device => now - device.LastSeenAt <= AlarmSettings.Fresh).Select(device => device.Id).ToHashSet();

    /// <summary>False for what no look can ever end: its device was suspended or retired, or the element is not commissioned any more.</summary>
    public bool Includes(string kind, Guid subjectId) => kind switch
    {
        AlarmKind.FuseNearLimit => Circuits.ContainsKey(subjectId),
        AlarmKind.StationIgnoresOrders => Stations.ContainsKey(subjectId),
        AlarmKind.ReadingsMissing => Sources.ContainsKey(subjectId),
        _ => Boxes.ContainsKey(subjectId),
    };

    private static Subject Of(WatchedDevice device, Guid id, string name) => new(id, name, device.SiteId, device.Id);
}
