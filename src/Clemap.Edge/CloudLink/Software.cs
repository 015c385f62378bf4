using System.Reflection;

namespace Clemap.Edge.CloudLink;

internal static class Software
{
    /// <summary>As reported to the cloud.</summary>
    public static string Version { get; } =
        typeof(Software).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
