using System.Diagnostics;
using System.Globalization;

namespace Clemap.Benchmarks.Edge;

/// <summary>The published edge on a wired garage, and what Linux says of its process.</summary>
internal sealed class EdgeProgram : IAsyncDisposable
{
    private const double TicksPerSecond = 100; // of the kernel's clock, as /proc shows it on every Linux for years
    private const int UserTicks = 13;
    private const int SystemTicks = 14;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clemap-bench-");
    private readonly Process _process;

    public EdgeProgram(string program, WiredGarage garage)
    {
        var configuration = Path.Combine(_folder.FullName, "edge.json");
        File.WriteAllText(configuration, garage.Configuration(_folder.FullName));
        _process = Process.Start(new ProcessStartInfo(program, ["run", "--config", configuration]) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{program} did not start.");
        _ = _process.StandardOutput.ReadToEndAsync();
        Errors = _process.StandardError.ReadToEndAsync();
    }

    public bool HasExited => _process.HasExited;

    public Task<string> Errors { get; }

    /// <summary>User and system time so far.</summary>
    public double ProcessorS
    {
        get
        {
            // The name of the program, in brackets, may hold blanks.
            var fields = File.ReadAllText($"/proc/{_process.Id}/stat").Split(") ")[1].Split(' ');
            return (Number(fields[UserTicks - 2]) + Number(fields[SystemTicks - 2])) / TicksPerSecond;
        }
    }

    public double ResidentMB => Status("VmRSS:");

    public double HighestResidentMB => Status("VmHWM:");

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private double Status(string field)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return Math.Round(Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1]) / 1024, 1);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
