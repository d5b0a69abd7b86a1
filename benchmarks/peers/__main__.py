"""``python -m benchmarks.peers`` makes every environment and tells which peers can be measured."""

from benchmarks.peers.environments import PEERS, MissingPeerError, command

if __name__ == "__main__":
    for peer in PEERS:
        try:
            command(peer)
            print(f"{peer.name}: ready")
        except MissingPeerError as error:
            print(f"{peer.name}: skipped, {error}")
