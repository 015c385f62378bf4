using System.Diagnostics;
using System.Globalization;

namespace Clemap.Benchmarks.Ingestion;

/// <summary>Processor time of server, database and devices so far, s. What a reading costs does not depend on what else the machine does.</summary>
internal readonly record struct ProcessorTime(double ServerS, double IngestS, double DatabaseS, double DevicesS)
{
    private const int TicksPerSecond = 100;

    /// <param name="postmaster">Process id; its children are the sessions.</param>
    public static ProcessorTime Of(int server, int postmaster)
    {
        double ingest = 0, others = 0;
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id) || StatOf(id) is not { } stat || stat.Parent != postmaster)
                continue;
            if (File.ReadAllText($"{folder}/cmdline").Contains("clemap_ingest", StringComparison.Ordinal))
                ingest += stat.Seconds;
            else
                others += stat.Seconds;
        }

        using var devices = Process.GetCurrentProcess();
        return new(StatOf(server)!.Value.Seconds, ingest, others, devices.TotalProcessorTime.TotalSeconds);
    }

    public static ProcessorTime operator -(ProcessorTime one, ProcessorTime other) =>
        new(one.ServerS - other.ServerS, one.IngestS - other.IngestS, one.DatabaseS - other.DatabaseS, one.DevicesS - other.DevicesS);

    // proc(5): the name stands in brackets; then state and parent come, user and system time are the 14th and 15th field.
    private static (int Parent, double Seconds)? StatOf(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond);
        }
        catch (IOException)
        {
            return null; // it has ended meanwhile
        }
    }
}
