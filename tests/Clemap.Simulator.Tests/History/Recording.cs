using System.Globalization;
using System.Text;
using Clemap.Simulator.Configuration;
using Clemap.Simulator.History;

namespace Clemap.Simulator.Tests.History;

/// <summary>A recording as read back from its text.</summary>
internal sealed class Recording
{
    private Recording(string text)
    {
        Text = text;
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')).ToList();
        Rows = [.. lines.Where(line => line[0] == "R").Select(line => new Row(line))];
        Sessions = [.. lines.Where(line => line[0] == "S")];
        LineTimes = [.. lines.Select(line => long.Parse(line[line[0] == "R" ? 2 : 4], CultureInfo.InvariantCulture))];
    }

    public string Text { get; }
    public IReadOnlyList<Row> Rows { get; }
    public IReadOnlyList<string[]> Sessions { get; }
    public IReadOnlyList<long> LineTimes { get; }

    public static Recording Of(SiteConfiguration configuration, string from, string to, string? statePath = null, List<int>? progress = null)
    {
        using var output = new MemoryStream();
        new SiteHistory(configuration).Record(Unix(from), Unix(to), statePath, output, percent => progress?.Add(percent));
        return new Recording(Encoding.UTF8.GetString(output.ToArray()));
    }

    public static long Unix(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeSeconds();

    internal sealed class Row(string[] fields)
    {
        public Guid Source { get; } = new(fields[1]);
        public long At { get; } = long.Parse(fields[2], CultureInfo.InvariantCulture);
        public double[] CurrentA { get; } = [Number(fields[6]), Number(fields[7]), Number(fields[8])];
        public double[] PowerW { get; } = [Number(fields[9]), Number(fields[10]), Number(fields[11])];
        public long ImportWh { get; } = long.Parse(fields[15], CultureInfo.InvariantCulture);
        public long ExportWh { get; } = long.Parse(fields[16], CultureInfo.InvariantCulture);
        public string State { get; } = fields[17];
        public string LimitA { get; } = fields[18];
        public string Reason { get; } = fields[19];
        public string SessionId { get; } = fields[20];
        public int Fields { get; } = fields.Length;

        private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }
}
