using System.Runtime.InteropServices;
using System.Text.Json;
using Clemap.Edge.Configuration;
using Clemap.Edge.Stations;

namespace Clemap.Edge.LocalApi.SiteModel;

/// <summary>A file that somebody brought → the backup in it, or what is wrong with it, each with its field.</summary>
internal static class BackupFile
{
    private const int KnownVersion = 1;

    public static (Backup? Backup, EdgeConfiguration? Configuration, IReadOnlyList<ConfigurationProblem> Problems) Read(byte[] file, StationModels models)
    {
        try
        {
            using var document = JsonDocument.Parse(file);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return Refused("$", "must be an object");
            if (!root.TryGetProperty("format", out var format) || format.ValueKind != JsonValueKind.String || format.GetString() != Backup.KnownFormat)
                return Refused("format", $"must be {Backup.KnownFormat}: this file is no backup of this kind of device");
            if (!root.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int number) || number != KnownVersion)
                return Refused("version", $"must be {KnownVersion}: this backup was made by another version of the program");
            if (!root.TryGetProperty("configuration", out var within) || within.ValueKind != JsonValueKind.Object)
                return Refused("configuration", "must be an object");
            var backup = root.Deserialize(SiteModelJson.Default.Backup);
            var (configuration, problems) = ConfigurationText.Read(JsonMarshal.GetRawUtf8Value(within), models);
            return (backup, configuration, problems);
        }
        catch (JsonException wrong)
        {
            return Refused(wrong.Path is { Length: > 0 } path ? path : "$", "cannot be read as JSON");
        }
        catch (InvalidOperationException)
        {
            return Refused("$", "cannot be read as JSON"); // a text of it is no Unicode
        }
    }

    private static (Backup?, EdgeConfiguration?, IReadOnlyList<ConfigurationProblem>) Refused(string field, string rule) => (null, null, [new(field, rule)]);
}
