using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;

namespace Clemap.Server.Demo;

/// <summary>Sonnenhof 12: a house with two garages, six stations the four people who look after it and one who lives there. The ids are fixed so that the simulated site fits.</summary>
internal static class DemoSite
{
    public const string OrganisationName = "Immobilien Sonnenhof AG";

    /// <summary>Of flat 3.</summary>
    public const string Resident = "resident@sonnenhof.example";

    public static Guid Organisation { get; } = Id("01");

    public static NewSite Site { get; } = new(Id("02"), "Sonnenhof 12, Zürich", "Sonnenhof 12, 8004 Zürich", "Europe/Zurich");

    public static NewDevice Device { get; } = new(Id("03"), Id("02"), "CL-080-000001", "C-04A-WL-080A-CS");

    /// <summary>All options.</summary>
    public static NewLicence Licence { get; } = new("floem-complete", 10, new DateOnly(2024, 1, 1), null, "demo");

    public static IReadOnlyList<DemoPerson> People { get; } =
    [
        new("owner@sonnenhof.example", "Regula Sonnenhof", Role.Owner),
        new("administrator@sonnenhof.example", "Daniel Verwalter", Role.Administrator),
        new("electrician@sonnenhof.example", "Elena Strom", Role.Electrician),
        new("supplier@sonnenhof.example", "Energie Limmat", Role.EnergySupplier),
        new(Resident, "Anna Keller", Role.Resident),
    ];

    /// <param name="end">Last two digits.</param>
    public static Guid Id(string end) => Guid.Parse($"01900000-0000-7000-8000-0000000000{end}");
}

internal sealed record DemoPerson(string Email, string Name, string Role);
