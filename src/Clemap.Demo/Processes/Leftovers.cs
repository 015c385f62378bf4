using System.Diagnostics;
using System.Globalization;

namespace Clemap.Demo.Processes;

/// <summary>Programs of an earlier demo in the same folder that was killed before it could stop them.</summary>
internal static class Leftovers
{
    private const string File = "processes";

    public static void Note(DemoFolder folder, IEnumerable<Child> children) =>
        System.IO.File.WriteAllLines(folder[File], children.Select(child => child.Id.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Ends them, if they still are what they were: a number may belong to another program by now.</summary>
    public static async Task EndAsync(DemoFolder folder, string programs, CancellationToken cancellationToken)
    {
        if (!System.IO.File.Exists(folder[File]))
            return;
        foreach (var line in await System.IO.File.ReadAllLinesAsync(folder[File], cancellationToken))
        {
            if (!int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || !IsOurs(id, programs))
                continue;
            using var process = Process.GetProcessById(id);
            process.Kill();
            await process.WaitForExitAsync(cancellationToken);
        }

        System.IO.File.Delete(folder[File]);
    }

    private static bool IsOurs(int id, string programs) =>
        new FileInfo($"/proc/{id}/exe").LinkTarget?.StartsWith(programs, StringComparison.Ordinal) ?? false;
}
