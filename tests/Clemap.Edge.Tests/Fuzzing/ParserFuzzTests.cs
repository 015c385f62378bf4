using System.Text;
using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.DesiredState;
using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi.Dashboard;
using Clemap.Edge.LocalApi.SiteModel;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Catalogue;
using Clemap.Edge.Stations.Ocpp;
using Clemap.Edge.Tests.ControlLoop;
using Clemap.Edge.Tests.Stations.Ocpp;
using Clemap.LoadControl.GridOperator;
using Clemap.Security.Tests.Fuzzing;

namespace Clemap.Edge.Tests.Fuzzing;

/// <summary>Spoiled texts to each parser: it takes them or says what is wrong with them, and nothing else comes out.</summary>
public sealed class ParserFuzzTests
{
    private static EdgeConfiguration Site => Wired with
    {
        Stations = [.. Wired.Stations, OcppBench.Part(3)],
        Local = new LocalConfiguration(7000, "127.0.0.1"),
        Building = new BuildingConfiguration { Address = "127.0.0.1", ModbusPort = 5020, Allow = ["192.168.1.20"], RestPort = 7001, User = "bms", Password = "heating in winter" },
        Ocpp = new OcppConfiguration { Port = 8887, Cards = ["AB12"], ChargePoints = [new ChargePointConfiguration(OcppBench.Identity, "a long password")] },
        GridOperator = new GridOperatorConfiguration
        {
            Ripple = new RippleConfiguration { Contact = ContactKind.NormallyClosed, Modbus = new ModbusInputConfiguration("192.168.1.30", 502, 1, 3), LeavesA = 10 },
            Section14a = true,
        },
    };

    private static EdgeConfiguration Wired => TestSite.Create("data", 502, 503, 504);

    private static string SiteText => Encoding.UTF8.GetString(ConfigurationText.Of(Site));

    [Fact]
    public void A_spoiled_configuration_is_taken_or_each_wrong_field_is_named()
    {
        var models = StationModels.BuiltIn;
        ConfigurationText.Read(Encoding.UTF8.GetBytes(SiteText), models).Problems.ShouldBeEmpty();
        Rounds.Run(1200, seed =>
        {
            var (configuration, problems) = ConfigurationText.Read(new Mutator(seed).Spoil(SiteText), models);
            problems.ShouldAllBe(problem => problem.Field.Length > 0 && problem.Rule.Length > 0);
            if (configuration is null)
                problems.ShouldNotBeEmpty();
            else
                ShowEverywhere(configuration, problems.Count == 0);
        });
    }

    [Fact]
    public void A_spoiled_backup_is_taken_or_refused_with_its_field()
    {
        string backup = $$"""{"format":"clemap-edge-backup","version":1,"serial":"CL-080-000001","software":"1.0","madeAt":"2026-01-01T00:00:00Z","configuration":{{SiteText}}}""";
        BackupFile.Read(Encoding.UTF8.GetBytes(backup), StationModels.BuiltIn).Problems.ShouldBeEmpty();
        Rounds.Run(800, seed =>
        {
            var (taken, configuration, problems) = BackupFile.Read(new Mutator(seed).Spoil(backup), StationModels.BuiltIn);
            (taken is not null && configuration is not null || problems.Count > 0).ShouldBeTrue();
        });
    }

    [Theory]
    [InlineData("keba-p30")]
    [InlineData("webasto-next")]
    [InlineData("mennekes-hcc3")]
    public void A_spoiled_definition_is_in_force_whole_or_refused_with_its_field(string model)
    {
        string definition = Encoding.UTF8.GetString(DashboardFiles.Read($"stations/{model}.json"));
        Rounds.Run(400, seed =>
        {
            var problems = new List<DefinitionProblem>();
            using var file = new MemoryStream(new Mutator(seed).Spoil(definition));
            (DefinitionReader.Read($"{model}.json", file, problems) is null).ShouldBe(problems.Count > 0);
        });
    }

    [Theory]
    [InlineData("""[2,"19223201","BootNotification",{"chargePointVendor":"VendorX","chargePointModel":"SingleSocketCharger"}]""")]
    [InlineData("""[3,"19223201",{"status":"Accepted"}]""")]
    [InlineData("""[4,"19223201","GenericError","a description",{}]""")]
    public void A_spoiled_message_of_OCPP_is_read_or_refused(string message) => Rounds.Run(1000, seed =>
    {
        byte[] spoiled = new Mutator(seed).Spoil(message);
        try
        {
            OcppFrame.Parse(spoiled).Id.Length.ShouldBeInRange(1, 36);
        }
        catch (OcppFrameException wrong)
        {
            wrong.Message.ShouldNotBeEmpty();
        }
    });

    [Fact]
    public async Task A_spoiled_desired_state_is_refused_whole_and_raises_nothing()
    {
        await using var garage = new Garage(1);
        string document = JsonSerializer.Serialize(
            new DesiredStateDocument(
                7, new Dictionary<Guid, CircuitWish> { [TestSite.Grid] = new(20) }, new Dictionary<Guid, StationWish> { [TestSite.Station(1)] = new(10, StationPriority.High) })
            {
                TimeZone = "Europe/Zurich",
                Calendars = new Dictionary<Guid, CalendarWish>
                {
                    [TestSite.Grid] = new(
                        [new([Weekday.Monday, Weekday.Sunday], new(22, 0), new(6, 0), 16)],
                        [new(new(2026, 12, 24), new(2026, 12, 26), [new(new(8, 0), new(0, 0), 0)])]),
                },
                Mode = ControlMode.Fair,
                Tariff = new([new([Weekday.Saturday], new(20, 0), new(7, 0))]),
                Grid = new(20_000),
            },
            ContractsJson.Default.DesiredStateDocument);
        int taken = 0;
        Rounds.Run(600, seed =>
        {
            if (Read(new Mutator(seed).Spoil(document)) is { } wanted && garage.Limits.Offer(wanted) is null)
                taken++;
            var inForce = garage.Limits.Wanted;
            inForce.Circuits.Values.ShouldAllBe(wish => wish.LimitA == null || wish.LimitA >= 0 && wish.LimitA <= 40);
            inForce.Stations.Values.ShouldAllBe(wish => wish.LimitA == null || wish.LimitA >= 0 && wish.LimitA <= 32);
            garage.Limits.Now().WindowLimitsA.ShouldAllBe(limit => limit.Value >= 0 && limit.Value <= 40);
        });
        taken.ShouldBeGreaterThan(10);
    }

    private static DesiredStateDocument? Read(byte[] text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ContractsJson.Default.DesiredStateDocument);
        }
        catch (JsonException)
        {
            return null; // the link ends the stream for it and tries again
        }
    }

    /// <summary>What the editor shows of a configuration that could be read, whatever is wrong with it.</summary>
    private static void ShowEverywhere(EdgeConfiguration configuration, bool isGood)
    {
        foreach (var line in FallbackTable.Of(configuration) ?? [])
            line.BaseA.Concat(line.FallbackA).Append(line.RatingA).ShouldAllBe(amperes => double.IsFinite(amperes));
        if (!isGood)
            return;
        ConfigurationChanges.Between(Site, configuration);
        ConfigurationText.Of(configuration);
    }
}
