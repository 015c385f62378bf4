using System.Diagnostics;
using System.Globalization;

namespace Clemap.Demo.Processes;

/// <summary>Programs of an earlier demo in the same folder that was killed before it could stop them.</summary>
internal static class Leftovers
{
    private const string File = "processes";

    /// <summary>Writes down this process and its children, so that a later start can tell what became of them.</summary>
    public static void Note(DemoFolder folder, IEnumerable<Child> children) => System.IO.File.WriteAllLines(
        folder[File],
        children.Select(child => child.Id).Prepend(Environment.ProcessId).Select(id => id.ToString(CultureInfo.InvariantCulture)));

    public static void Forget(DemoFolder folder) => System.IO.File.Delete(folder[File]);

    /// <summary>Ends them, if they still are what they were: a number may belong to another program by now.</summary>
    /// <exception cref="DemoException">The demo that started them still runs.</exception>
    public static async Task EndAsync(string folder, string programs, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, File);
        if (!System.IO.File.Exists(file))
            return;
        var ids = Array.ConvertAll(
            await System.IO.File.ReadAllLinesAsync(file, cancellationToken), line => int.Parse(line, NumberStyles.None, CultureInfo.InvariantCulture));
        if (IsOurs(ids[0], programs))
            throw new DemoException($"Another demo runs in {folder}: stop it first, or choose another folder with --data.");
        foreach (var id in ids.Where(id => IsOurs(id, programs)))
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            await process.WaitForExitAsync(cancellationToken);
        }

        System.IO.File.Delete(file);
    }

    private static bool IsOurs(int id, string programs) =>
        new FileInfo($"/proc/{id}/exe").LinkTarget?.StartsWith(programs, StringComparison.Ordinal) ?? false;
}
