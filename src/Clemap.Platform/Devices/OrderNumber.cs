using System.Collections.Frozen;

namespace Clemap.Platform.Devices;

/// <summary>The seven devices of the product sheet.</summary>
public static class OrderNumber
{
    private static readonly FrozenDictionary<string, int> Rated = new Dictionary<string, int>
    {
        ["C-04A-WL-080A-CS"] = 80,
        ["C-04A-WL-125A-CS"] = 125,
        ["C-04A-WL-200A-CS"] = 200,
        ["C-04A-WL-400A-CS"] = 400,
        ["C-04A-WL-01kA-CS"] = 1000,
        ["C-04A-WL-02kA-CS"] = 2000,
        ["C-04A-WL-06kA-CS"] = 6000,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IReadOnlyCollection<string> All => Rated.Keys;

    /// <returns>Rated current in A per phase; <see langword="null"/> for what is none of the seven.</returns>
    public static int? RatedCurrentA(string orderNumber) => Rated.TryGetValue(orderNumber, out var currentA) ? currentA : null;
}
