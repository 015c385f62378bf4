using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Topology;

namespace Clemap.Simulator.Scenarios.Sharing;

/// <summary>The rules by name: our own, and those of others written anew from what their descriptions say.</summary>
internal static class SharingRules
{
    public const string Own = "clemap";

    public static IReadOnlyList<string> Names { get; } = [Own, "fcfs", "equal", "proportional", "slices", "static"];

    /// <exception cref="UserErrorException">There is no rule of that name.</exception>
    public static ISharingRule Create(string name, SiteTopology topology, AllocatorOptions options)
    {
        if (name == Own) return new ClemapRule(topology, options);
        var room = new Room(new SiteTree(topology), options);
        return name switch
        {
            "fcfs" => new FirstComeRule(room),
            "equal" => new EqualRule(room),
            "proportional" => new ProportionalRule(room),
            "slices" => new SliceRule(room),
            "static" => new StaticRule(room),
            _ => throw new UserErrorException($"There is no rule '{name}'; there are {string.Join(", ", Names)}."),
        };
    }
}
