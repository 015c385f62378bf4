namespace Clemap.Edge.Outbox;

/// <summary>What OCPP stations need over a restart: transactions, and what waits for a back end.</summary>
internal static class OcppTables
{
    public const string Schema = """
        create table if not exists ocpp_transactions(
            id integer primary key, identity text not null, connector integer not null, card text not null, meter_start real not null,
            started_at integer not null, stopped_at integer, backend_id integer,
            unique (identity, connector, started_at, meter_start, card));
        create table if not exists ocpp_waiting(
            number integer primary key autoincrement, identity text not null, action text not null, transaction_id integer, body blob not null);
        create index if not exists ocpp_waiting_of on ocpp_waiting(identity, number);
        create table if not exists ocpp_boots(identity text primary key, body blob not null) without rowid;
        create table if not exists ocpp_backend_profiles(
            identity text not null, connector integer not null, profile integer not null, body blob not null,
            primary key (identity, connector, profile)) without rowid;
        """;
}
