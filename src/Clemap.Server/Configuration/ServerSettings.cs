using System.Globalization;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;

namespace Clemap.Server.Configuration;

/// <summary>All that the host itself reads from its configuration, checked once at the start.</summary>
/// <param name="Url">Public address: what people type and what tokens name as their issuer.</param>
/// <param name="Listen">Where it listens, when that is not <paramref name="Url"/> (behind a proxy).</param>
/// <param name="DataDir">Keys and, without <paramref name="Database"/>, the private PostgreSQL.</param>
/// <param name="Database">A PostgreSQL that somebody else runs; <see langword="null"/> for a private one.</param>
/// <param name="LiveFeed">Redis or Valkey between several nodes, for example <c>valkey:6379</c>; <see langword="null"/> for one node alone.</param>
/// <param name="AuditDays">For how long the audit is kept.</param>
/// <param name="Demo">Set when the server shows the demo site.</param>
/// <param name="Limits">How often one may ask.</param>
/// <param name="Proxies">Whose word is taken for where a request comes from.</param>
internal sealed record ServerSettings(
    Uri Url, string Listen, string DataDir, IReadOnlySet<NodeRole> Roles, DatabaseConnections? Database, DemoSettings? Demo, bool JsonLog, string? LiveFeed,
    RequestLimits Limits, TrustedProxies Proxies, int AuditDays)
{
    /// <exception cref="SettingsException">Names every key that breaks its rule, one a line.</exception>
    public static ServerSettings From(IConfiguration configuration)
    {
        var problems = new List<string>();
        var url = ReadUrl();
        var settings = new ServerSettings(
            url, ReadListen(), ReadDataDir(), ReadRoles(), ReadDatabase(), ReadDemo(), ReadJsonLog(), configuration["Clemap:LiveFeed"],
            RequestLimits.From(configuration, problems), TrustedProxies.From(configuration, problems), ReadAuditDays());
        return problems.Count == 0 ? settings : throw new SettingsException(string.Join(Environment.NewLine, problems));

        Uri ReadUrl()
        {
            var text = configuration["Clemap:Url"];
            if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.AbsolutePath == "/")
                return address;
            problems.Add($"Clemap:Url must be the public address of the server, for example http://127.0.0.1:8080, but is '{text}'.");
            return new Uri("http://invalid");
        }

        string ReadListen()
        {
            var text = configuration["Clemap:Listen"] ?? url.GetLeftPart(UriPartial.Authority);
            if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttp)
                problems.Add($"Clemap:Listen must be a plain http address, with TLS at the proxy before it, but is '{text}'.");
            return text;
        }

        string ReadDataDir()
        {
            var folder = configuration["Clemap:DataDir"];
            if (string.IsNullOrWhiteSpace(folder))
            {
                problems.Add("Clemap:DataDir must name the folder in which the server keeps its keys and data.");
                return "";
            }

            folder = Path.GetFullPath(folder);
            try
            {
                Directory.CreateDirectory(folder);
                File.Delete(CreateProbe(folder));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                problems.Add($"Clemap:DataDir must be writable, but {folder} is not: {failure.Message}");
            }

            return folder;
        }

        IReadOnlySet<NodeRole> ReadRoles()
        {
            var words = (configuration["Clemap:Roles"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
                return Enum.GetValues<NodeRole>().ToHashSet();
            var roles = new HashSet<NodeRole>();
            foreach (var word in words)
            {
                if (Enum.TryParse<NodeRole>(word, ignoreCase: true, out var role) && Enum.IsDefined(role) && !char.IsDigit(word[0]))
                    roles.Add(role);
                else
                    problems.Add($"Clemap:Roles may name identity, portal, api, ingestion and worker, separated by commas, but names '{word}'.");
            }

            return roles;
        }

        DatabaseConnections? ReadDatabase()
        {
            string[] names = ["Migrator", "App", "Ingest"];
            var strings = Array.ConvertAll(names, name => configuration.GetConnectionString(name));
            if (strings.All(string.IsNullOrWhiteSpace))
                return null;
            foreach (var name in names.Where((_, index) => string.IsNullOrWhiteSpace(strings[index])))
                problems.Add($"ConnectionStrings:{name} is missing: set all three (Migrator, App, Ingest), or none for a private PostgreSQL.");
            return new DatabaseConnections(strings[0] ?? "", strings[1] ?? "", strings[2] ?? "");
        }

        DemoSettings? ReadDemo()
        {
            if (!configuration.GetValue("Clemap:Demo", false))
                return null;
            var demo = new DemoSettings(configuration["Clemap:DemoPassword"] ?? "", configuration["Clemap:DemoDeviceCode"] ?? "");
            if (demo.Password.Length < 12)
                problems.Add("Clemap:DemoPassword must have at least 12 characters.");
            if (demo.DeviceCode.Length < 8)
                problems.Add("Clemap:DemoDeviceCode must have at least 8 characters.");
            return demo;
        }

        int ReadAuditDays()
        {
            if (configuration["Clemap:AuditDays"] is not { Length: > 0 } text)
                return AuditSettings.DefaultDays;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= AuditSettings.LeastDays and <= AuditSettings.MostDays)
                return days;
            problems.Add($"Clemap:AuditDays must be a whole number of days from {AuditSettings.LeastDays} to {AuditSettings.MostDays}, but is '{text}'.");
            return AuditSettings.DefaultDays;
        }

        bool ReadJsonLog()
        {
            var word = configuration["Clemap:Log"] ?? "text";
            if (word is not ("text" or "json"))
                problems.Add($"Clemap:Log must be text or json, but is '{word}'.");
            return word == "json";
        }
    }

    private static string CreateProbe(string folder)
    {
        var probe = Path.Combine(folder, $".writable-{Environment.ProcessId}");
        File.WriteAllText(probe, "");
        return probe;
    }
}

/// <param name="Password">Of the four people.</param>
/// <param name="DeviceCode">One-time code of the site's device.</param>
internal sealed record DemoSettings(string Password, string DeviceCode);
