using System.Text;

namespace Clemap.Edge.LocalApi.Access;

/// <summary>Files that only the controller's own user reads (mode 0600), written whole or not at all.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Write(string file, string text) => Write(file, Encoding.UTF8.GetBytes(text), OwnerOnly);

    /// <summary>Beside it first, onto the disk, then renamed: after a power cut either the old or the new one stands there.</summary>
    public static void Write(string file, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        string half = $"{file}.{Guid.CreateVersion7():N}.new";
        using (var stream = new FileStream(half, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }
        File.Move(half, file, overwrite: true);
    }

    /// <returns><see langword="null"/> when there is none.</returns>
    public static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
