using System.Reflection;
using System.Text.Json;
using Clemap.Edge.Modbus;

namespace Clemap.Edge.Meters;

/// <summary>The models of meters that can be read.</summary>
internal static class MeterModels
{
    private const string SunSpec = "sunspec";
    private const string Folder = "Meters.Definitions.";

    private static readonly Dictionary<string, MeterDefinition> Definitions = Load();

    /// <summary>Those that are read over Modbus.</summary>
    public static IReadOnlyList<string> Wired { get; } = [.. Definitions.Keys.Append(SunSpec).Order(StringComparer.Ordinal)];

    /// <summary>Those that are read through their maker's cloud.</summary>
    public static IReadOnlyList<string> OfClouds { get; } = [SmartMeMeter.Model];

    public static string Known { get; } = string.Join(", ", Wired.Concat(OfClouds).Order(StringComparer.Ordinal));

    public static IReadOnlyCollection<MeterDefinition> Defined => Definitions.Values;

    public static bool IsKnown(string model) => IsWired(model) || IsOfCloud(model);

    public static bool IsWired(string model) => model == SunSpec || Definitions.ContainsKey(model);

    public static bool IsOfCloud(string model) => OfClouds.Contains(model);

    public static IMeter Create(string model, string host, int port, int unit, ModbusConnections connections, TimeProvider time) =>
        model == SunSpec ? new SunSpecMeter(connections.Unit(host, port, (byte)unit), time)
        : Definitions.TryGetValue(model, out var definition) ? new DefinedMeter(definition, connections.Unit(host, port, (byte)unit), time)
        : throw new ArgumentOutOfRangeException(nameof(model), model, "The configuration lets only known models through.");

    private static Dictionary<string, MeterDefinition> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Select(name =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            return JsonSerializer.Deserialize(stream, MeterJson.Default.MeterDefinition)!;
        }).ToDictionary(definition => definition.Id);
    }
}
