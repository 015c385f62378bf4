using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clemap.Simulator.Stations.Reference;

/// <summary>The facts of all makers' interfaces that are simulated, from the files that are built into the program.</summary>
/// <param name="About">For people who open the file.</param>
internal sealed record ProtocolReference(string About, IReadOnlyList<ReferenceDevice> Stations, IReadOnlyList<ReferenceDevice> Meters)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static ProtocolReference Facts { get; } = Read<ProtocolReference>("charging-station-protocols.json");

    public static Meanings Meanings { get; } = Read<Meanings>("meanings.json");

    /// <exception cref="KeyNotFoundException">No such station.</exception>
    public static ReferenceDevice Station(string id) =>
        Facts.Stations.FirstOrDefault(device => device.Id == id) ?? throw new KeyNotFoundException($"The reference has no station '{id}'.");

    /// <exception cref="KeyNotFoundException">No such meter.</exception>
    public static ReferenceDevice Meter(string id) =>
        Facts.Meters.FirstOrDefault(device => device.Id == id) ?? throw new KeyNotFoundException($"The reference has no meter '{id}'.");

    private static T Read<T>(string name)
    {
        using var stream = typeof(ProtocolReference).Assembly.GetManifestResourceStream(name)!;
        return JsonSerializer.Deserialize<T>(stream, Format)!;
    }
}
