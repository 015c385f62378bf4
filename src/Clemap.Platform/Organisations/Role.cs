namespace Clemap.Platform.Organisations;

/// <summary>What a person is in an organisation. The value is what stands in tokens (claim <c>role</c>) and in the database.</summary>
public static class Role
{
    public const string Owner = "owner";
    public const string Administrator = "administrator";
    public const string Electrician = "electrician";
    public const string EnergySupplier = "energy-supplier";

    /// <summary>Lives or works where stations are, charges there and is billed: sees what is their own and nothing of the organisation.</summary>
    public const string Resident = "resident";

    /// <summary>What a person can also be at some sites only. An owner owns the whole.</summary>
    public static IReadOnlyList<string> AtSites { get; } = [Administrator, Electrician, EnergySupplier];

    public static IReadOnlyList<string> All { get; } = [Owner, Administrator, Electrician, EnergySupplier, Resident];
}
