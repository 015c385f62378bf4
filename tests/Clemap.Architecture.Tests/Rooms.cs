using System.Reflection;

namespace Clemap.Architecture.Tests;

/// <summary>The built rooms.</summary>
internal static class Rooms
{
    /// <summary>The rooms that own a schema and show a contract.</summary>
    public static readonly string[] Modules = ["Clemap.Platform", "Clemap.Telemetry", "Clemap.Billing", "Clemap.Identity"];

    public static readonly string[] All =
    [
        "Clemap.Contracts", "Clemap.LoadControl", .. Modules, "Clemap.Portal", "clemap-server", "clemap-edge", "clemap-simulator", "clemap-demo",
    ];

    public static Assembly Load(string name) => Assembly.Load(name);

    public static string FileOf(string name) => Path.Combine(AppContext.BaseDirectory, name + ".dll");
}
