using System.Globalization;

namespace Clemap.Demo.Site;

/// <summary>The site of the demo: its ids, and the two files that the simulator and the edge are started with.</summary>
internal static class DemoSite
{
    public static readonly Guid Site = Id("02");
    public static readonly Guid GridCircuit = Id("10");
    public static readonly Guid GridMeter = Id("20");

    private static readonly string[] Listeners = ["local", "meter", "a1", "a2", "a3", "b1", "b2", "b3"];

    public static IReadOnlyList<(string Role, string Email)> People { get; } =
    [
        ("Property owner", "owner@sonnenhof.example"),
        ("Administrator", "administrator@sonnenhof.example"),
        ("Electrician", "electrician@sonnenhof.example"),
        ("Energy supplier", "supplier@sonnenhof.example"),
        ("Resident of flat 3", "resident@sonnenhof.example"),
    ];

    public const string Administrator = "administrator@sonnenhof.example";
    public const string Owner = "owner@sonnenhof.example";
    public const string Supplier = "supplier@sonnenhof.example";

    /// <summary>Writes both files with ports that are free now.</summary>
    public static async Task WriteAsync(DemoOptions options, DemoFolder folder, CancellationToken cancellationToken)
    {
        var ports = new Dictionary<string, string>
        {
            ["{serverAddress}"] = options.Address,
            ["{dataDir}"] = folder["edge"],
            ["{oneTimeCode}"] = folder.Secrets.DeviceCode,
        };
        foreach (var (name, port) in Listeners.Zip(Ports.Free(Listeners.Length)))
            ports[$"\"{{port:{name}}}\""] = port.ToString(CultureInfo.InvariantCulture);
        foreach (var file in new[] { "edge.json", "simulator.json" })
        {
            var text = ports.Aggregate(await ReadAsync(file, cancellationToken), (current, pair) => current.Replace(pair.Key, pair.Value, StringComparison.Ordinal));
            await File.WriteAllTextAsync(folder[file], text, cancellationToken);
        }
    }

    private static async Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        await using var stream = typeof(DemoSite).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private static Guid Id(string last) => Guid.Parse("01900000-0000-7000-8000-0000000000" + last);
}
