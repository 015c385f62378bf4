using System.Security.Cryptography;
using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi.Access;
using Clemap.Edge.Stations;

namespace Clemap.Edge.LocalApi.SiteModel;

internal enum PutOutcome
{
    Applied,

    /// <summary>Somebody changed it since it was read.</summary>
    Changed,

    /// <summary>Another one was put before, and is not in force yet: a second one would leave nothing to go back to.</summary>
    Restarting,
    NotWritable,
}

/// <summary>
/// edge.json as it stands on the disk. The one before stays beside it, as <c>edge.json.previous</c>. One change is taken until the controller has started
/// anew with it.
/// </summary>
internal sealed class ConfigurationStore(string file, StationModels models)
{
    private readonly Lock gate = new();
    private bool isPut;

    /// <summary>Quoted, as HTTP wants it.</summary>
    public (EdgeConfiguration Configuration, string ETag) Read()
    {
        byte[] text = File.ReadAllBytes(file);
        return (ConfigurationText.Read(text, models).Configuration ?? throw new InvalidDataException($"{file} was changed by hand and cannot be read any more."), ETagOf(text));
    }

    public EdgeConfiguration? ReadPrevious() =>
        File.Exists(PreviousOf(file)) ? ConfigurationText.Read(File.ReadAllBytes(PreviousOf(file)), models).Configuration : null;

    /// <param name="ifMatch">What the writer believes to stand there; <see langword="null"/> for whatever it is.</param>
    /// <param name="configuration">Checked before.</param>
    public (PutOutcome Outcome, string? ETag) Put(EdgeConfiguration configuration, string? ifMatch)
    {
        lock (gate)
        {
            byte[] stands = File.ReadAllBytes(file);
            if (ifMatch is not null && ifMatch != ETagOf(stands))
                return (PutOutcome.Changed, null);
            if (isPut)
                return (PutOutcome.Restarting, null);
            byte[] text = ConfigurationText.Of(configuration);
            try
            {
                var mode = File.GetUnixFileMode(file);
                PrivateFile.Write(PreviousOf(file), stands, mode);
                PrivateFile.Write(file, text, mode);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                return (PutOutcome.NotWritable, null);
            }
            isPut = true;
            return (PutOutcome.Applied, ETagOf(text));
        }
    }

    /// <summary>Takes back what was put last, when the controller could not start with it; it stays beside as <c>edge.json.failed</c>.</summary>
    public static void Undo(string file)
    {
        var mode = File.GetUnixFileMode(file);
        PrivateFile.Write(file + ".failed", File.ReadAllBytes(file), mode);
        PrivateFile.Write(file, File.ReadAllBytes(PreviousOf(file)), mode);
    }

    private static string PreviousOf(string file) => file + ".previous";

    private static string ETagOf(byte[] text) => $"\"{Convert.ToHexStringLower(SHA256.HashData(text))[..32]}\"";
}
