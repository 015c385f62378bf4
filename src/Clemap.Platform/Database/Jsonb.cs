using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Database;

/// <summary>The database's own functions for documents, for queries only: what is in a document is counted without reading it.</summary>
internal static class Jsonb
{
    /// <summary>What stands under a name; <see langword="null"/> when nothing does.</summary>
    public static string? Member(string document, string name) => throw new NotSupportedException("Only a query can ask this.");

    /// <summary>How many an array has.</summary>
    public static int? Length(string? array) => throw new NotSupportedException("Only a query can ask this.");

    public static void Use(ModelBuilder modelBuilder)
    {
        var member = modelBuilder.HasDbFunction(typeof(Jsonb).GetMethod(nameof(Member))!).HasName("jsonb_extract_path").HasStoreType("jsonb").IsBuiltIn();
        member.HasParameter("document").HasStoreType("jsonb");
        modelBuilder.HasDbFunction(typeof(Jsonb).GetMethod(nameof(Length))!).HasName("jsonb_array_length").IsBuiltIn().HasParameter("array").HasStoreType("jsonb");
    }
}
