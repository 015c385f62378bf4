using System.Text.Json;
using Clemap.Edge.Outbox;
using Microsoft.Data.Sqlite;

namespace Clemap.Edge.Stations.Ocpp;

/// <summary>A message of a station that its back end does not have yet.</summary>
/// <param name="TransactionId">Of this controller.</param>
internal sealed record WaitingMessage(long Number, string Action, int? TransactionId, byte[] Body);

/// <summary>What waits for the back ends, on disk and in order. Bounded: the oldest meter values go first, starts and stops last.</summary>
internal sealed class WaitingStore(EdgeDatabase database)
{
    private const int MostValues = 5_000;
    private const int Most = 10_000;

    public static long Insert(SqliteConnection connection, string identity, string action, int? transactionId, byte[] body)
    {
        connection.Execute(
            "insert into ocpp_waiting(identity, action, transaction_id, body) values ($identity, $action, $transaction, $body)",
            ("$identity", identity), ("$action", action), ("$transaction", transactionId), ("$body", body));
        long number = connection.Query("select last_insert_rowid()", row => row.GetInt64(0))[0];
        long waiting = connection.Query("select count(*) from ocpp_waiting where identity = $identity", row => row.GetInt64(0), ("$identity", identity))[0];
        if (waiting > MostValues)
            connection.Execute(
                "delete from ocpp_waiting where number = (select min(number) from ocpp_waiting where identity = $identity and action = 'MeterValues')",
                ("$identity", identity));
        if (waiting > Most)
            connection.Execute(
                "delete from ocpp_waiting where number = (select min(number) from ocpp_waiting where identity = $identity)", ("$identity", identity));
        return number;
    }

    public void Add(string identity, string action, int? transactionId, byte[] body) =>
        database.Write(connection => Insert(connection, identity, action, transactionId, body));

    public WaitingMessage? First(string identity) => database.Use(connection => connection.Query(
        "select number, action, transaction_id, body from ocpp_waiting where identity = $identity order by number limit 1",
        row => new WaitingMessage(row.GetInt64(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetInt32(2), row.GetFieldValue<byte[]>(3)),
        ("$identity", identity))).FirstOrDefault();

    /// <summary>The back end has it, or will never take it.</summary>
    /// <param name="backendId">The id that it gave a transaction with it.</param>
    public void Done(WaitingMessage message, int? backendId) => database.Write(connection =>
    {
        connection.Execute("delete from ocpp_waiting where number = $number", ("$number", message.Number));
        if (backendId is { } id)
            connection.Execute("update ocpp_transactions set backend_id = $backend where id = $id", ("$backend", id), ("$id", message.TransactionId));
    });

    public int? BackendIdOf(int transactionId) => database.Use(connection => connection.Query(
        "select backend_id from ocpp_transactions where id = $id", row => row.IsDBNull(0) ? (int?)null : row.GetInt32(0), ("$id", transactionId))).FirstOrDefault();

    /// <summary>The last <c>BootNotification</c>, which a back end wants to hear from everybody who connects.</summary>
    public byte[]? Boot(string identity) => database.Use(connection => connection.Query(
        "select body from ocpp_boots where identity = $identity", row => row.GetFieldValue<byte[]>(0), ("$identity", identity))).FirstOrDefault();

    public void SetBoot(string identity, byte[] body) => database.Write(connection => connection.Execute(
        "insert or replace into ocpp_boots(identity, body) values ($identity, $body)", ("$identity", identity), ("$body", body)));

    public IReadOnlyList<(int Connector, ChargingProfile Profile)> Profiles(string identity) => database.Use(connection => connection.Query(
        "select connector, body from ocpp_backend_profiles where identity = $identity",
        row => (row.GetInt32(0), JsonSerializer.Deserialize(row.GetFieldValue<byte[]>(1), OcppJson.Default.ChargingProfile)!), ("$identity", identity)));

    public void SetProfiles(string identity, IReadOnlyList<(int Connector, ChargingProfile Profile)> profiles) => database.Write(connection =>
    {
        connection.Execute("delete from ocpp_backend_profiles where identity = $identity", ("$identity", identity));
        foreach (var (connector, profile) in profiles)
            connection.Execute(
                "insert or replace into ocpp_backend_profiles(identity, connector, profile, body) values ($identity, $connector, $profile, $body)",
                ("$identity", identity), ("$connector", connector), ("$profile", profile.ChargingProfileId),
                ("$body", JsonSerializer.SerializeToUtf8Bytes(profile, OcppJson.Default.ChargingProfile)));
    });
}
