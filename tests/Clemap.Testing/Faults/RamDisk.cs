using System.Diagnostics;
using System.Globalization;

namespace Clemap.Testing.Faults;

/// <summary>
/// A small disk in memory at a folder, which can be filled to the brim. Mounting is for root: who is not needs sudo without a password, else the test fails and says so.
/// </summary>
public sealed class RamDisk : IAsyncDisposable
{
    private const long Left = 1024 * 1024;

    private readonly string folder;

    private RamDisk(string folder) => this.folder = folder;

    private string Ballast => Path.Combine(folder, "ballast");

    /// <param name="folder">Is made.</param>
    /// <param name="sizeMB">Of memory, taken as it is filled.</param>
    public static async Task<RamDisk> MountAsync(string folder, int sizeMB)
    {
        Directory.CreateDirectory(folder);
        await RootAsync("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={sizeMB}m,mode=777"), "tmpfs", folder);
        return new RamDisk(folder);
    }

    /// <summary>Leaves a megabyte.</summary>
    public void Fill()
    {
        var free = new DriveInfo(folder).AvailableFreeSpace - Left;
        using var file = File.Create(Ballast);
        var zeros = new byte[Left];
        for (var written = 0L; written + zeros.Length <= free; written += zeros.Length)
            file.Write(zeros);
    }

    public void Free() => File.Delete(Ballast);

    /// <summary>Nothing may use it any more.</summary>
    public async ValueTask DisposeAsync() => await RootAsync("umount", folder);

    private static async Task RootAsync(string program, params string[] arguments)
    {
        string[] asRoot = Environment.IsPrivilegedProcess ? [program] : ["sudo", "-n", program];
        using var process = Process.Start(new ProcessStartInfo(asRoot[0], [.. asRoot[1..], .. arguments]) { RedirectStandardError = true })!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{program}' needs root, or sudo without a password, and was refused: {said.Trim()}");
    }
}
