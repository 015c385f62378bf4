using System.Security.Cryptography;
using System.Text.Json;

namespace Clemap.Demo;

/// <summary>What the demo keeps between two runs, and what only this folder knows: the password and the device's code.</summary>
internal sealed class DemoFolder
{
    private const string Marker = "clemap-demo.json";

    private DemoFolder(string path, DemoSecrets secrets) => (Path, Secrets) = (path, secrets);

    public string Path { get; }

    public DemoSecrets Secrets { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>True once the two months were sent whole.</summary>
    public bool HasHistory => File.Exists(this["history.done"]);

    public void MarkHistory() => File.WriteAllText(this["history.done"], "");

    public static DemoFolder Open(string path, bool fresh)
    {
        var marker = System.IO.Path.Combine(path, Marker);
        try
        {
            if (fresh && Directory.Exists(path))
                Clear(path, marker);
            // PostgreSQL may run as another user than this one, who has to get through to its own folder.
            Directory.CreateDirectory(path, Traversable);
            if (!File.Exists(marker))
            {
                if (Directory.EnumerateFileSystemEntries(path).Any())
                    throw new DemoException($"The folder {path} holds something else than a demo: choose an empty one with --data.");
                File.WriteAllText(marker, JsonSerializer.Serialize(DemoSecrets.New()));
                File.SetUnixFileMode(marker, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            Directory.CreateDirectory(System.IO.Path.Combine(path, "logs"));
            var secrets = JsonSerializer.Deserialize<DemoSecrets>(File.ReadAllText(marker))
                ?? throw new DemoException($"{marker} is empty: start with --fresh.");
            return new DemoFolder(path, secrets);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new DemoException($"The folder {path} cannot be written: choose another one with --data.", failure);
        }
        catch (IOException failure)
        {
            throw new DemoException($"The folder {path} cannot be used ({failure.Message}): choose another one with --data.", failure);
        }
    }

    public void Delete() => Directory.Delete(Path, recursive: true);

    private const UnixFileMode Traversable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static void Clear(string path, string marker)
    {
        if (!File.Exists(marker) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new DemoException($"--fresh deletes only the folder of an earlier demo, and {path} is none.");
        Directory.Delete(path, recursive: true);
    }
}

/// <param name="Password">Of the four people.</param>
/// <param name="DeviceCode">One-time code of the device.</param>
internal sealed record DemoSecrets(string Password, string DeviceCode)
{
    /// <summary>A password of letters by chance alone: the rules refuse one with a word out of a person's name or address.</summary>
    public static DemoSecrets New() =>
        new(string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 4))),
            RandomNumberGenerator.GetHexString(12));
}
