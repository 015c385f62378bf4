namespace Clemap.Edge.Outbox;

/// <summary>Writes a small file so that a power cut leaves the old or the new one, never half of it. Only its owner may read it.</summary>
internal static class WholeFile
{
    public static void Write(string file, byte[] content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        string half = $"{file}.half";
        using (var stream = new FileStream(half, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }
        File.Move(half, file, overwrite: true);
    }
}
