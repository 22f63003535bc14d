package dev.perdure.benchmarks.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenSocketsTest {

    @Test
    void socketsThatStayOpenAreCounted() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            OpenSockets sockets = new OpenSockets(server.getLocalPort());
            List<Socket> open = open(server, 5);

            sockets.count();
            assertThat(sockets.count()).isEqualTo(OpenSockets.areListed() ? 5 : 0);
            close(open);
        }
    }

    @Test
    void oneThatClosedAndItsSuccessorAreNotCountedAsTwo() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            OpenSockets sockets = new OpenSockets(server.getLocalPort());
            List<Socket> first = open(server, 5);
            sockets.count();
            close(first.subList(0, 3));
            List<Socket> second = open(server, 3);

            assertThat(sockets.count()).isEqualTo(OpenSockets.areListed() ? 2 : 0);
            close(first);
            close(second);
        }
    }

    private static List<Socket> open(ServerSocket server, int count) throws IOException {
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            open.add(new Socket(server.getInetAddress(), server.getLocalPort()));
        }
        return open;
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
