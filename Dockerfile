# syntax=docker/dockerfile:1
# An image with nothing in it but two static programs: pmtu, and every, which
# runs a command again and again (examples/kubernetes). Neither needs root,
# a capability, or a file system that can be written to.
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
ARG TARGETOS=linux
ARG TARGETARCH=amd64
ARG VERSION=0.1.0-dev
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ENV CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH
RUN go build -trimpath -buildvcs=false -ldflags "-s -w -X github.com/pathmtu/pmtu/internal/cli.version=$VERSION" -o /out/pmtu ./cmd/pmtu
RUN go build -trimpath -buildvcs=false -ldflags "-s -w" -o /out/every ./examples/kubernetes/every

FROM scratch
COPY --from=build /out/pmtu /out/every /
# A number, so that Kubernetes can see that it is not root.
USER 65532:65532
ENTRYPOINT ["/pmtu"]
CMD ["--help"]
