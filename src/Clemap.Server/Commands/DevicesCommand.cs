using System.Globalization;
using Clemap.Platform.Database;
using Clemap.Platform.Devices.Manufacture;

namespace Clemap.Server.Commands;

/// <summary>Devices as the factory hands them over.</summary>
internal static class DevicesCommand
{
    private const int LargestFile = 64 * 1024 * 1024;

    /// <returns>0 imported, 1 refused as a whole, with a line for each rule that the file breaks.</returns>
    public static async Task<int> ImportAsync(DatabaseConnections connections, string file, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        byte[] csv;
        try
        {
            if (new FileInfo(file).Length > LargestFile)
                throw new IOException($"A file has at most {LargestFile / 1024 / 1024} MB: split it.");
            csv = await File.ReadAllBytesAsync(file, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"{file}: {failure.Message}");
            return 1;
        }

        var import = await ClemapManufacture.Of(connections).ImportAsync(csv, cancellationToken);
        foreach (var problem in import.Problems)
            await errors.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{file}, line {problem.Line}{(problem.Column.Length > 0 ? ", " + problem.Column : "")}: {problem.Message}"));
        if (import.Problems.Count > 0)
        {
            await errors.WriteLineAsync("Nothing was imported.");
            return 1;
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{import.Added + import.Known} devices: {import.Added} new, {import.Known} known already."));
        return 0;
    }
}
